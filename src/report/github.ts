import type { Report } from "../report-model.ts";
import { safe } from "./escape.ts";
import { type Notice, notices, sentence } from "./notice.ts";

const commands = { error: "error", warning: "warning", info: "notice" } as const;

/** Renders annotations: workflow commands of GitHub Actions, one per line. */
export const renderGithub = (report: Report): string => githubOf(notices(report));

export const githubOf = (all: readonly Notice[]): string =>
  all.map((notice) => `${command(notice)}\n`).join("");

function command(notice: Notice): string {
  const { rule, severity, place, accepted } = notice;
  const properties = [
    `file=${property(safe(place.file))}`,
    ...(place.line === null ? [] : [`line=${place.line}`]),
    `title=${property(`ctxcheck ${rule}`)}`,
  ];
  return `::${commands[accepted ? "info" : severity]} ${properties.join(",")}::${data(sentence(notice))}`;
}

/** actions/toolkit: escapeData. */
const data = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

/** actions/toolkit: escapeProperty. */
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
