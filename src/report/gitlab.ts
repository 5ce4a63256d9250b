import type { Report } from "../report-model.ts";
import { safe } from "./escape.ts";
import { jsonText } from "./json.ts";
import { type Notice, notices, sentence } from "./notice.ts";

const severities = { error: "critical", warning: "minor", info: "info" } as const;

export const renderGitlab = (report: Report): string => gitlabOf(notices(report));

export function gitlabOf(all: readonly Notice[]): string {
  return jsonText(
    all.map((notice) => ({
      description: sentence(notice),
      check_name: notice.rule,
      fingerprint: notice.fingerprint,
      severity: severities[notice.accepted ? "info" : notice.severity],
      location: { path: safe(notice.place.file), lines: { begin: notice.place.line ?? 1 } },
    })),
  );
}
