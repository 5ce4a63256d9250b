import { withoutHarmfulLines } from "../advise/portable-lines.ts";
import { builderName, builders } from "../builders/index.ts";
import { compareContext } from "../explain/compare.ts";
import { renderComparison } from "../report/comparison.ts";
import { jsonText } from "../report/json.ts";
import type { Args } from "./command.ts";
import { exitCodes, type Io } from "./io.ts";
import { isOn, planOptions, texts, viewOf } from "./options.ts";
import { reportProblems } from "./problems.ts";

/** A builder that rejects the context is a result like others; if every one does, there is nothing to compare. */
export async function compareCommand({ values }: Args, io: Io): Promise<number> {
  const named = texts(values, "builders").flatMap((list) => list.split(","));
  const names = named.length > 0 ? named.map(builderName) : Object.values(builders).map(({ name }) => name);
  const comparison = withoutHarmfulLines(compareContext(await planOptions(values, io), names, true));
  const text = isOn(values, "json") ? jsonText(comparison) : renderComparison(comparison, viewOf(values, io));
  io.stdout.write(text);
  reportProblems(comparison.problems, io);
  if (comparison.builders.length === 0) return exitCodes.refused;
  const { differences, refusals, failures } = comparison;
  const differs = differences > 0 || refusals.length > 0 || failures.length > 0;
  return differs && isOn(values, "fail-on-difference") ? exitCodes.finding : exitCodes.clean;
}
