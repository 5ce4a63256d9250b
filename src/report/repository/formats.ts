import type { RepositoryReport } from "../../repository/model.ts";
import type { View } from "../view.ts";
import { renderRepository } from "./table.ts";

type Renderer = (report: RepositoryReport, view: View) => string;

/** Every value of `--format` for the builds of a repository; each is loaded on use. */
export const repositoryFormats: Readonly<Record<string, () => Promise<Renderer>>> = {
  table: async () => renderRepository,
  json: async () => (await import("../json.ts")).jsonText,
  ndjson: async () => (await import("./lists.ts")).renderRepositoryNdjson,
  markdown: async () => (await import("./markdown.ts")).renderRepositoryMarkdown,
  html: async () => (await import("./html.ts")).renderRepositoryHtml,
  sarif: async () => (await import("./lists.ts")).renderRepositorySarif,
  junit: async () => (await import("./lists.ts")).renderRepositoryJunit,
  github: async () => (await import("./lists.ts")).renderRepositoryGithub,
  gitlab: async () => (await import("./lists.ts")).renderRepositoryGitlab,
};
