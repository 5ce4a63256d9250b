import { jsonText } from "../report/json.ts";
import { describeRules, renderRules } from "../report/secret-rules.ts";
import { listRules } from "../secrets/catalogue.ts";
import type { Args } from "./command.ts";
import { exitCodes, type Io } from "./io.ts";
import { isOn, secretChoice, viewOf } from "./options.ts";

export async function secretsCommand({ values }: Args, io: Io): Promise<number> {
  const rules = listRules({ minConfidence: "low", ...(await secretChoice(values)) });
  const text = isOn(values, "json") ? jsonText(describeRules(rules)) : renderRules(rules, viewOf(values, io));
  io.stdout.write(text);
  return exitCodes.clean;
}
