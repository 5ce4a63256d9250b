import type { Report } from "../report-model.ts";
import type { View } from "./view.ts";

type Renderer = (report: Report, view: View) => string;

/** Every value of `--format`, loaded when it is used. */
export const formats: Readonly<Record<string, () => Promise<Renderer>>> = {
  table: async () => (await import("./table.ts")).renderTable,
  json: async () => (await import("./json.ts")).renderJson,
};
