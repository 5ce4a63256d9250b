import type { RepositoryReport } from "../../repository/model.ts";
import { githubOf } from "../github.ts";
import { gitlabOf } from "../gitlab.ts";
import { jsonLine } from "../json.ts";
import { junitOf } from "../junit.ts";
import { sarifOf } from "../sarif.ts";
import type { View } from "../view.ts";
import { repositoryNotices } from "./notices.ts";

/* One list for all builds: what several share is in it once. */

export const renderRepositorySarif = (report: RepositoryReport): string =>
  sarifOf(repositoryNotices(report), "builds");

export const renderRepositoryJunit = (report: RepositoryReport, view: View): string =>
  junitOf(repositoryNotices(report), "builds", view);

export const renderRepositoryGithub = (report: RepositoryReport): string =>
  githubOf(repositoryNotices(report));

export const renderRepositoryGitlab = (report: RepositoryReport): string =>
  gitlabOf(repositoryNotices(report));

/** Renders the report as lines of JSON: first what is not a list ("repository"), then each row with its type. */
export function renderRepositoryNdjson({ builds, findings, problems, ...whole }: RepositoryReport): string {
  const rows = (type: string, all: readonly object[]) => all.map((row) => jsonLine({ type, ...row }));
  return [
    jsonLine({ type: "repository", ...whole }),
    ...rows("build", builds),
    ...rows("finding", findings),
    ...rows("problem", problems),
  ].join("");
}
