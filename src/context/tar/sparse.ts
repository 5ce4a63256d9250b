import { fromBuffer } from "../../bytes.ts";
import { blockSize } from "./block.ts";
import type { Wanted } from "./file.ts";
import { limits } from "./limits.ts";
import { type Records, sparseMap, wholeNumber } from "./records.ts";

/** A part of a file that the archive holds; zeros are between the parts. In bytes. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** A file with holes. */
export interface Sparse {
  /** In order, without overlap. */
  readonly spans: readonly Span[];
  /** Includes its holes. */
  readonly size: number;
  /** The name, if the map contains one. */
  readonly name?: string;
  /** Position of the first part in the archive. */
  readonly position: number;
}

/**
 * Reads GNU's sparse files in a pax header: 0.0, 0.1 and 1.0. "none" if it is no such file, null if Go's archive/tar
 * refuses it. (The older format, with its own type flag, is refused by every builder.)
 */
export function* readSparse(
  records: Records,
  at: { readonly position: number; readonly length: number; readonly size: number },
): Generator<Wanted, Sparse | "none" | null, Buffer> {
  const of = (key: string) => records.get(`GNU.sparse.${key}`) ?? "";
  const version = `${of("major")}.${of("minor")}`;
  const isOlder = version === "0.0" || version === "0.1" || (version === "." && of("map") !== "");
  if (!isOlder && version !== "1.0") return "none";
  const said = of("size") || of("realsize");
  const size = said === "" ? at.size : wholeNumber(said);
  const map = isOlder ? mapInRecords(records) : yield* mapInContent(at);
  if (size === null || map === null || !isSound(map.spans, size)) return null;
  const stored = map.spans.reduce((sum, span) => sum + span.length, 0);
  if (stored > at.length - map.length) return null;
  const name = of("name");
  return { spans: map.spans, size, position: at.position + map.length, ...(name === "" ? {} : { name }) };
}

/** `length`: of the map itself, before the content. */
interface SpanMap {
  readonly spans: readonly Span[];
  readonly length: number;
}

function mapInRecords(records: Records): SpanMap | null {
  const count = wholeNumber(records.get("GNU.sparse.numblocks") ?? "");
  const text = records.get(sparseMap) ?? "";
  const numbers = text === "" ? [] : text.split(",").map(wholeNumber);
  const spans = pairs(numbers);
  return spans === null || count !== spans.length ? null : { spans, length: 0 };
}

/** Reads numbers, one per line, in as many blocks as they need: first the number of parts. */
function* mapInContent(at: { position: number; length: number }): Generator<Wanted, SpanMap | null, Buffer> {
  let text = "";
  let wanted = 1;
  let lines = 0;
  for (let length = 0; ; ) {
    if (lines >= wanted) {
      const numbers = text.split("\n", wanted).map(wholeNumber);
      const [count = null, ...rest] = numbers;
      if (count === null || count < 0) return null;
      if (wanted === 1 && count > 0) {
        wanted = 1 + 2 * count;
        continue;
      }
      const spans = pairs(rest);
      return spans === null ? null : { spans, length };
    }
    if (length + blockSize > Math.min(at.length, limits.special)) return null;
    const block = fromBuffer(yield { position: at.position + length, length: blockSize });
    lines += block.split("\n").length - 1;
    text += block;
    length += blockSize;
  }
}

function pairs(numbers: readonly (number | null)[]): Span[] | null {
  if (numbers.length % 2 !== 0) return null;
  const spans: Span[] = [];
  for (let at = 0; at < numbers.length; at += 2) {
    const [offset, length] = [numbers[at] ?? null, numbers[at + 1] ?? null];
    if (offset === null || length === null) return null;
    spans.push({ offset, length });
  }
  return spans;
}

function isSound(spans: readonly Span[], size: number): boolean {
  let end = 0;
  for (const { offset, length } of spans) {
    if (offset < end || length < 0 || offset + length > size) return false;
    end = offset + length;
  }
  return size >= 0;
}
