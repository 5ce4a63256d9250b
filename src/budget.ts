import type { Budget, Report } from "./report-model.ts";
import { showBytes } from "./sizes.ts";

/** What may be sent at most; null where there is no limit. */
export interface Limits {
  readonly maxBytes: number | null;
  readonly maxFiles: number | null;
  readonly maxFileSize: number | null;
}

/** Null where nothing is limited. */
export function checkBudget(
  limits: Limits,
  { sent, largest }: Pick<Report, "sent" | "largest">,
): Budget | null {
  const { maxBytes, maxFiles, maxFileSize } = limits;
  if (maxBytes === null && maxFiles === null && maxFileSize === null) return null;
  const biggest = largest[0];
  const exceeded = [
    over(sent.bytes, maxBytes)
      ? [
          `${showBytes(sent.bytes)} are sent, ${sent.bytes - (maxBytes ?? 0)} bytes over the limit of ${showBytes(maxBytes ?? 0)} (--max-size)`,
        ]
      : [],
    over(sent.files, maxFiles)
      ? [
          `${sent.files} files are sent, ${sent.files - (maxFiles ?? 0)} over the limit of ${maxFiles} (--max-files)`,
        ]
      : [],
    biggest !== undefined && over(biggest.bytes, maxFileSize)
      ? [
          `${biggest.path} is ${showBytes(biggest.bytes)}, over the limit of ${showBytes(maxFileSize ?? 0)} for one file (--max-file-size)`,
        ]
      : [],
  ].flat();
  return { maxBytes, maxFiles, maxFileSize, passed: exceeded.length === 0, exceeded };
}

const over = (actual: number, limit: number | null): boolean => limit !== null && actual > limit;
