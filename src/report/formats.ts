import type { Report } from "../report-model.ts";
import { renderJson } from "./json.ts";
import { renderTable } from "./table.ts";
import type { View } from "./view.ts";

/** Every value of `--format`. */
export const formats: Readonly<Record<string, (report: Report, view: View) => string>> = {
  table: renderTable,
  json: renderJson,
};
