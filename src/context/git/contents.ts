import type { Bytes } from "../../bytes.ts";
import { CtxcheckError } from "../../errors.ts";
import { beyondLimit, limits } from "../../limits.ts";
import { runGit } from "./run.ts";

/** An object whose content is needed. */
export interface Wanted {
  readonly object: string;
  /** In bytes. */
  readonly size: number;
}

/** Bytes of contents held at a time and read with one git process; a longer content has its own process. */
const batchBytes = 16 * 1024 * 1024;
const batchLength = 4_000;
const patience = 120_000;

/**
 * Yields the contents of objects, in order; only the beginning of one longer than `most` bytes. Each is a copy, so that
 * storing one does not retain a batch. Throws CtxcheckError "context" if git cannot supply them.
 */
export function* readContents<Of extends Wanted>(
  top: Bytes,
  wanted: Iterable<Of>,
  most: number,
): Generator<{ readonly of: Of; readonly content: Buffer }> {
  const headOf = headReader(top, most);
  let batch: Of[] = [];
  let bytes = 0;
  for (const one of wanted) {
    const isLong = one.size > Math.max(most, batchBytes);
    if (isLong || bytes + one.size > batchBytes || batch.length === batchLength) {
      yield* readBatch(top, batch, most);
      batch = [];
      bytes = 0;
    }
    if (isLong) yield { of: one, content: headOf(one) };
    else {
      batch.push(one);
      bytes += one.size;
    }
  }
  yield* readBatch(top, batch, most);
}

/** `<object> blob <size>LF<content>LF` for each. */
function* readBatch<Of extends Wanted>(top: Bytes, batch: readonly Of[], most: number) {
  if (batch.length === 0) return;
  const input = Buffer.from(batch.map(({ object }) => `${object}\n`).join(""));
  const mostOutput = batch.reduce((sum, { size }) => sum + size + 256, 0);
  const answer = runGit(top, ["cat-file", "--batch"], { input, mostOutput, patience });
  if ("problem" in answer) throw unreadable(answer.problem);
  const { output } = answer;
  let at = 0;
  for (const of of batch) {
    const start = output.indexOf(10, at) + 1;
    const header = output.toString("latin1", at, start);
    if (header !== `${of.object} blob ${of.size}\n`) throw unreadable("an object of the commit is missing");
    at = start + of.size + 1;
    yield { of, content: Buffer.from(output.subarray(start, Math.min(at - 1, start + most))) };
  }
}

/**
 * Returns the beginnings of long contents. A small repository may name one of them thousands of times, so the last few
 * are cached.
 */
function headReader(top: Bytes, most: number): (wanted: Wanted) => Buffer {
  const kept = new Map<string, Buffer>();
  let asked = 0;
  return ({ object }) => {
    const known = kept.get(object);
    if (known !== undefined) return known;
    if (++asked > limits.longContents)
      beyondLimit(
        `the commit holds more than ${limits.longContents} contents of over ${batchBytes / 2 ** 20} MiB`,
      );
    const answer = runGit(top, ["cat-file", "blob", object], { mostOutput: most, headOnly: true, patience });
    if ("problem" in answer) throw unreadable(answer.problem);
    const head = answer.output.subarray(0, most);
    for (const [oldest] of kept) if (kept.size >= mostKept) kept.delete(oldest);
    kept.set(object, head);
    return head;
  };
}

const mostKept = 16;

const unreadable = (problem: string) =>
  new CtxcheckError(
    "context",
    `the commit cannot be read: ${problem}`,
    "git fsck shows what is broken; a clone without --filter has all contents",
  );
