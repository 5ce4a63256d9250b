import type { Report } from "../report-model.ts";
import type { Whole } from "../usage/whole.ts";
import { renderTable } from "./table.ts";
import type { View } from "./view.ts";

type Renderer = (report: Report, view: View, whole: Whole | null) => string;

/** Formats that show the whole tree, and therefore receive it. */
export const treeFormats: ReadonlySet<string> = new Set(["html", "ncdu"]);

/** Every value of `--format`; each is loaded on use, except the table, the most common one. */
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
    return ({ context }, _view, whole) => (whole === null ? "" : renderNcdu(whole.usage, context));
  },
  html: async () => {
    const [{ renderHtml }, parts] = await Promise.all([import("./html.ts"), import("ctxcheck:page")]);
    return (report, _view, whole) => (whole === null ? "" : renderHtml(report, whole, parts));
  },
  gitlab: async () => (await import("./gitlab.ts")).renderGitlab,
};
