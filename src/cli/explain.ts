import { type Bytes, fromBuffer, fromText } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { type Explanation, explain } from "../explain/explain.ts";
import { askersOf } from "../plan/askers.ts";
import { type BuildPlan, planBuild } from "../plan/plan.ts";
import { safe } from "../report/escape.ts";
import { renderExplanation } from "../report/explanation.ts";
import { jsonText } from "../report/json.ts";
import type { Args } from "./args.ts";
import { exitCodes } from "./exit-codes.ts";
import { type Io, readAll } from "./io.ts";
import { isOn, planOptions, texts, viewOf } from "./options.ts";
import { tellProblems } from "./problems.ts";

export async function explainCommand({ values }: Args, io: Io): Promise<number> {
  const onStdin = isOn(values, "stdin");
  const paths = [...texts(values, "paths").map(fromText), ...(onStdin ? await pathsOnStdin(values, io) : [])];
  if (paths.length === 0 && !onStdin)
    throw new CtxcheckError("usage", "explain: no path is named", "ctxcheck explain <path...>, or --stdin");
  const plan = planBuild(await planOptions(values, io));
  const { explanations, refusals } = explainAll(plan, paths, io.cwd, await viewOfGit(values, plan));
  const view = viewOf(values, io);
  io.stdout.write(
    isOn(values, "json")
      ? jsonText(explanations)
      : explanations.map((one) => renderExplanation(one, view)).join("\n"),
  );
  for (const { message } of refusals) io.stderr.write(`ctxcheck: ${safe(message)}\n`);
  const fails = tellProblems(
    explanations.flatMap(({ problems }) => problems),
    io,
  );
  return refusals.length > 0 || fails ? exitCodes.refused : exitCodes.clean;
}

/** Nothing that can start a program is loaded unasked. */
async function viewOfGit(
  values: Args["values"],
  { context }: BuildPlan,
): Promise<Parameters<typeof explain>[3]> {
  if (!isOn(values, "gitignore")) return undefined;
  return (await import("../context/git/view.ts")).gitView(context);
}

/** A path that cannot be explained does not silence the others. */
function explainAll(
  plan: BuildPlan,
  paths: readonly Bytes[],
  cwd: string,
  view: Parameters<typeof explain>[3],
) {
  const askers = askersOf(plan);
  const explanations: Explanation[] = [];
  const refusals: CtxcheckError[] = [];
  for (const path of paths) {
    try {
      explanations.push(explain(plan, path, cwd, view, askers));
    } catch (error) {
      if (!(error instanceof CtxcheckError)) throw error;
      refusals.push(error);
    }
  }
  return { explanations, refusals };
}

async function pathsOnStdin(values: Args["values"], { stdin }: Io): Promise<Bytes[]> {
  const separator = isOn(values, "null") ? "\0" : "\n";
  return fromBuffer(await readAll(stdin))
    .split(separator)
    .filter((path) => path !== "");
}
