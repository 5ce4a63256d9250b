import { compareBytes, isValidUtf8, toBuffer, toText } from "../bytes.ts";
import type { WalkedEntry } from "../model.ts";
import type { ReportedFile } from "../report-model.ts";

/** Every file that is sent, in the order of the bytes of their paths. */
export function listedFiles(): { entry(entry: WalkedEntry): void; result(): ReportedFile[] } {
  const files: { path: string; bytes: number }[] = [];
  return {
    entry: ({ path, sent, below, sentBytes }) => {
      if (sent && below === undefined) files.push({ path, bytes: sentBytes });
    },
    result: () =>
      files
        .sort((a, b) => compareBytes(a.path, b.path))
        .map(({ path, bytes }) => ({
          path: toText(path),
          ...(isValidUtf8(path) ? {} : { pathBytes: toBuffer(path).toString("base64") }),
          bytes,
        })),
  };
}
