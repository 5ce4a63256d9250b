import { type Bytes, toText } from "../bytes.ts";
import type { PatternPlace } from "../explain/explain.ts";
import { safe } from "./escape.ts";

/** A line as `git check-ignore -v --non-matching` prints it; "::" where no pattern decided. With `nul` nothing is escaped. */
export function porcelain(by: PatternPlace | null, path: Bytes, nul: boolean): string {
  const [file, line, pattern] = by === null ? ["", "", ""] : [by.file, String(by.line), by.pattern];
  if (nul) return `${file}\0${line}\0${pattern}\0${toText(path)}\0`;
  return `${safe(file)}:${line}:${safe(pattern)}\t${safe(toText(path))}\n`;
}
