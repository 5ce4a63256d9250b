import type { Ending } from "./verdict-cases.ts";

/** By class of a recorded failure: how the rules and sentences of a report name its cause. */
const words: Readonly<Record<string, RegExp>> = {
  archive: /archive|not a directory/,
  "bad-pattern": /bad-pattern|illegal-exclusion|unprintable|syntax error in pattern|invalid exclude/,
  checksum: /checksum/,
  chmod: /chmod/,
  "destination-slash": /must be a directory and end with|renamed \d+ items/,
  dockerfile: /no such file|Cannot locate|copy-/,
  expansion: /failed to process|modifier|substitution/,
  "flag-value": /value|duration|duplicate|expansion is not supported|platform/,
  "ignore-file": /ignore-file|ignore file/,
  ignored: /excludes it|excludes that/,
  lint: /lint/,
  "not-a-directory": /not a dir|cannot copy to non-dir|cannot replace to dir|seeks something/,
  "not-found":
    /not found|no such file|copy-(missing|ignored|matches-nothing)|not there|nothing matches|not exist|no source files|filtered out/,
  other: /unknown flag/,
  outside: /outside|copy-missing/,
  owner: /chown|user|group|passwd/,
  stage: /stage|target|from flag|base name|FROM|reference format|--from/,
  syntax: /^(dockerfile|build-fails: the build would fail):/,
  "too-many-links": /too many/,
  "unknown-flag": /unknown flag|only supports the flags|option requires|--link=/,
};

/** Whether one of the reasons is of the class of the recorded failure. */
export const isReason = ({ error = "" }: Ending, reasons: readonly string[]): boolean =>
  reasons.some((reason) => words[error]?.test(reason) === true);
