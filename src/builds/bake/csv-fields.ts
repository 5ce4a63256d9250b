import { Refusal } from "../refusal.ts";

/** The fields of one line, as go-csvvalue reads them. Throws Refusal. */
export function readCsvFields(line: string, comma: "," | ":"): string[] {
  if (line === "") throw new Refusal("the value is empty, which is no CSV");
  const fields: string[] = [];
  const pattern =
    comma === "," ? /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y : /(?:"((?:[^"]|"")*)"|([^":]*))(:|$)/y;
  for (let at = 0; at <= line.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const found = pattern.exec(line);
    if (found === null) throw new Refusal("the value is no CSV");
    fields.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    if (found[3] === "") break;
  }
  return fields;
}
