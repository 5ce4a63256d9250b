import type { Build } from "../builds/model.ts";
import { fromText } from "../bytes.ts";
import type { Finding } from "../findings/finding.ts";
import { reportFindings } from "../findings/run.ts";
import { applySettings } from "../findings/settings.ts";
import { compareWithBaseline, saltOf } from "../gate/compare-baseline.ts";
import type { InspectOptions } from "../inspect-options.ts";
import type { ReportedFinding } from "../report-model.ts";

/** Returns the finding for a build whose builder fetches the commit itself: which ignore file is not read (rule I1). */
export function commitFindings(
  { git, context, dockerfile }: Build,
  exists: (path: string) => boolean,
  { rules = [], baseline = null, salt }: Pick<InspectOptions, "rules" | "baseline" | "salt">,
): ReportedFinding[] {
  if (git !== true) return [];
  const root = context === "" ? ".dockerignore" : `${context}/.dockerignore`;
  const beside = dockerfile === null ? [] : [`${dockerfile}.dockerignore`];
  const unread = [...beside, root].find(exists);
  if (unread === undefined) return [];
  const inside =
    context !== "" && unread.startsWith(`${context}/`) ? unread.slice(context.length + 1) : unread;
  const finding: Finding = {
    ...{ rule: "ignore-file-not-applied", severity: "warning", from: "git", builder: "BuildKit" },
    path: fromText(inside),
  };
  const { findings } = applySettings([finding], rules);
  return compareWithBaseline(reportFindings(findings, { dockerfile: null }, saltOf(salt, baseline)), baseline)
    .findings;
}
