import type { Report, ScannedContent } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { count } from "./count.ts";
import { safe } from "./escape.ts";
import { titled } from "./titled.ts";
import type { View } from "./view.ts";

/** What was read to find secrets, and every reason why something was not, or not wholly. */
export function secrets({ secrets: scan }: Report, view: View): string[] {
  if (scan === null) return titled("Secrets", ["not looked for in what is sent (--no-secret-content)"], view);
  if (scan.scanned === 0) return [];
  return titled("Secrets", [lookedAt(scan), ...skips(scan), ...unreadable(scan, view)], view);
}

function lookedAt({ scanned, bytes, hits, allowed, allowedBySettings }: ScannedContent): string {
  const byComment = allowed > 0 ? `, ${allowed} allowed by comments` : "";
  const bySettings = allowedBySettings > 0 ? `, ${allowedBySettings} allowed by the settings` : "";
  return `looked for in ${count(scanned, "file")}, ${showBytes(bytes)}: ${hits} found${byComment}${bySettings}`;
}

function skips({ skipped, maxSize }: ScannedContent): string[] {
  const rows: readonly [number, string][] = [
    [skipped.binary, "binary: looked at for being key files only"],
    [skipped.tooLarge, `larger than ${showBytes(maxSize)}: only the beginning read (--secret-max-size)`],
    [skipped.vendored, "in installed trees: private keys and tokens of known form only"],
    [
      skipped.hardRulesOnly,
      "generated, minified or examples: searched for private keys and vendor tokens only",
    ],
    [skipped.longLines, "with lines over 4,096 bytes: named values are not looked for in those"],
    [skipped.vanished, "gone before they were read"],
    [skipped.capped, "with more than 1,000 secrets: the rest is not listed"],
  ];
  return rows.filter(([files]) => files > 0).map(([files, why]) => `${files} ${why}`);
}

function unreadable({ skipped, problems }: ScannedContent, view: View): string[] {
  if (skipped.unreadable === 0) return [];
  const reported = problems.slice(0, view.verbose ? undefined : 3);
  const names = reported.map(({ path, reason }) => `${safe(path)} (${safe(reason)})`).join(", ");
  const more = problems.length > reported.length ? ", …" : "";
  return [`${skipped.unreadable} not read: ${names}${more}`];
}
