import type { SentEntry } from "../builders/wire/wire.ts";
import { type Bytes, compareBytes, toText } from "../bytes.ts";
import { KeptPaths } from "../context/kept-paths.ts";
import { CtxcheckError } from "../errors.ts";
import { receiveNamed } from "../image/received.ts";
import type { EntryType, Problem } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { decide } from "../plan/decide.ts";

/** One entry as the builder receives it. */
export interface SentItem {
  readonly entry: SentEntry;
  /** Absolute path. */
  readonly place: Bytes;
}

const types: readonly EntryType[] = ["file", "directory", "symlink", "fifo", "device", "socket"];
/** Numbers of an entry: mode, size, time, and its type combined with whether it arrives empty. */
const width = 4;
const arrives = types.length;

/** What a builder receives, in its order: about 60 bytes per entry, from which the entry is rebuilt on demand. */
export class SentItems implements Iterable<SentItem> {
  readonly #root: Bytes;
  readonly #paths = new KeptPaths();
  readonly #rare = new Map<number, Pick<SentEntry, "target" | "linkOf" | "device">>();
  #numbers = new Float64Array(64 * width);

  constructor(root: Bytes) {
    this.#root = root;
  }

  get length(): number {
    return this.#paths.count;
  }

  add({ path, type, mode, size, mtimeMs, arrivesEmpty, target, linkOf, device }: SentEntry): void {
    const at = this.#paths.count * width;
    if (at >= this.#numbers.length) {
      const grown = new Float64Array(2 * at);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[at] = mode;
    this.#numbers[at + 1] = size;
    this.#numbers[at + 2] = mtimeMs;
    this.#numbers[at + 3] = types.indexOf(type) + (arrivesEmpty ? arrives : 0);
    if (target !== "" || linkOf !== "" || type === "device")
      this.#rare.set(this.#paths.count, { target, linkOf, device });
    this.#paths.add(path);
  }

  *[Symbol.iterator](): Generator<SentItem> {
    let index = 0;
    for (const path of this.#paths) {
      const number = (which: number) => this.#numbers[index * width + which] ?? 0;
      const kind = number(3);
      const { target, linkOf, device } = this.#rare.get(index) ?? nothingRare;
      const entry = {
        path,
        type: types[kind % arrives] ?? "file",
        mode: number(0),
        size: number(1),
        mtimeMs: number(2),
        arrivesEmpty: kind >= arrives,
        target,
        linkOf,
        device,
      };
      index++;
      yield { entry, place: `${this.#root}/${path}` };
    }
  }
}

const nothingRare = { target: "", linkOf: "", device: { major: 0, minor: 0 } };

/**
 * Returns what the builder receives of the build context, in its order. Throws CtxcheckError if the build would be
 * refused; `check` runs first, after the decision, and may throw its own.
 */
export function sentItems(plan: BuildPlan, check = () => {}): SentItems {
  const items = new SentItems(plan.context.root);
  const { problems } = decide(plan, {
    listener: { sent: (entry) => items.add(entry) },
  });
  check();
  const [failed] = plan.requested?.copiedPaths?.failed ?? [];
  if (failed !== undefined)
    throw new CtxcheckError(
      "copy-failed",
      `${plan.dockerfile?.shown}:${failed.line}: "${toText(failed.source) || "."}" cannot be copied (${failed.reason}); the build would fail`,
    );
  refuse(problems);
  return items;
}

/** Returns the same for the named contexts that the build uses, sorted by name. */
export function namedItems(
  plan: BuildPlan,
): { readonly name: string; readonly items: readonly SentItem[] }[] {
  const { requested, builder, context } = plan;
  if (requested === null || builder.name !== "buildkit") return [];
  const named = [...receiveNamed(requested, context.source)].map(([one, { entries, problems }]) => {
    refuse(problems);
    const directory = requested.directories.get(one) ?? "";
    const root = context.source.realPath(directory) ?? directory;
    return { name: one.name, items: entries.map((entry) => ({ entry, place: `${root}/${entry.path}` })) };
  });
  return named.sort((a, b) => compareBytes(a.name, b.name));
}

function refuse(problems: readonly Problem[]): void {
  const [problem] = problems;
  if (problem === undefined) return;
  const effect = problem.refusal ? "the build would fail" : "what is sent is not known";
  throw new CtxcheckError(
    "unreadable",
    `"${toText(problem.path) || "."}" cannot be read (${problem.reason}); ${effect}`,
    "exclude it, or give yourself permission to read it",
  );
}
