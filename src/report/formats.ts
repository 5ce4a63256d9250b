import type { Report } from "../report-model.ts";
import type { Usage } from "../usage/usage.ts";
import { renderTable } from "./table.ts";
import type { View } from "./view.ts";

type Renderer = (report: Report, view: View, usage: Usage | null) => string;

/** Those that show the whole tree: they are given it. */
export const treeFormats: ReadonlySet<string> = new Set(["ncdu"]);

/** Every value of `--format`; what is not asked for is not loaded, but the table, which most ask for. */
export const formats: Readonly<Record<string, () => Promise<Renderer>>> = {
  table: async () => renderTable,
  json: async () => (await import("./json.ts")).renderJson,
  ndjson: async () => (await import("./ndjson.ts")).renderNdjson,
  markdown: async () => (await import("./markdown.ts")).renderMarkdown,
  sarif: async () => (await import("./sarif.ts")).renderSarif,
  junit: async () => (await import("./junit.ts")).renderJunit,
  github: async () => (await import("./github.ts")).renderGithub,
  ncdu: async () => {
    const { renderNcdu } = await import("./ncdu.ts");
    return ({ context }, _view, usage) => (usage === null ? "" : renderNcdu(usage, context));
  },
  gitlab: async () => (await import("./gitlab.ts")).renderGitlab,
};
