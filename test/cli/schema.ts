import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema(
  JSON.parse(readFileSync(new URL("../../report.schema.json", import.meta.url), "utf8")) as object,
  "printed",
);

/** What of JSON that was printed is wrong by the schema that is published, each with its place. */
export function violations(kind: string, data: unknown): string[] {
  const check = ajv.getSchema(`printed#/$defs/${kind}`);
  if (check === undefined) return [`there is no ${kind}`];
  check(data);
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}
