import { type Bytes, compareBytes, isValidUtf8, toBuffer, toText } from "../bytes.ts";
import type { WalkedEntry } from "../model.ts";
import { type Decided, sentFiles } from "../plan/decide.ts";
import type { ReportedFile } from "../report-model.ts";

/** Collects every file that is sent, in byte order of the paths. */
export function listedFiles(): { entry(entry: WalkedEntry): void; result(): ReportedFile[] } {
  const files: { path: string; bytes: number }[] = [];
  return {
    entry: ({ path, sent, below, sentBytes }) => {
      if (sent && below === undefined) files.push({ path, bytes: sentBytes });
    },
    result: () =>
      files.sort((a, b) => compareBytes(a.path, b.path)).map(({ path, bytes }) => listed(path, bytes)),
  };
}

/** Yields the same from what was decided, one file at a time. */
export function* filesOf(decided: Decided): Generator<ReportedFile> {
  for (const { path, sentBytes } of sentFiles(decided, "")) yield listed(path, sentBytes);
}

const listed = (path: Bytes, bytes: number): ReportedFile => ({
  path: toText(path),
  ...(isValidUtf8(path) ? {} : { pathBytes: toBuffer(path).toString("base64") }),
  bytes,
});
