import type { RepositoryReport } from "../../repository/model.ts";
import { githubOf } from "../github.ts";
import { gitlabOf } from "../gitlab.ts";
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
