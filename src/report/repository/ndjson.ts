import type { RepositoryReport } from "../../repository/model.ts";
import { jsonLine } from "../json.ts";

/** The report as lines of JSON: first what is not a list ("repository"), then each row with its type. */
export function renderRepositoryNdjson({ builds, findings, problems, ...whole }: RepositoryReport): string {
  const rows = (type: string, all: readonly object[]) => all.map((row) => jsonLine({ type, ...row }));
  return [
    jsonLine({ type: "repository", ...whole }),
    ...rows("build", builds),
    ...rows("finding", findings),
    ...rows("problem", problems),
  ].join("");
}
