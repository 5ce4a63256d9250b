import { explanationAdvice } from "../advise/explained.ts";
import { type Bytes, fromBuffer, fromText, toText } from "../bytes.ts";
import { CtxcheckError, wrongUse } from "../errors.ts";
import { type Explanation, explain, placeOfPattern } from "../explain/explain.ts";
import { contextPathOf, type ImageExplanation, imageExplainer, isImagePath } from "../explain/image-path.ts";
import { isPattern, type Matches, matchesOf, ruleEffect } from "../explain/matches.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { consumersOf } from "../plan/consumers.ts";
import type { PlanOptions } from "../plan/options.ts";
import { planBuild } from "../plan/plan.ts";
import { safe } from "../report/escape.ts";
import { porcelain, renderExplanation } from "../report/explanation.ts";
import { renderImageExplanation, renderRule } from "../report/image-explanation.ts";
import { jsonText } from "../report/json.ts";
import { matchesJson, renderMatches } from "../report/matches.ts";
import type { Args } from "./command.ts";
import { exitCodes, type Io, readAll } from "./io.ts";
import { isOn, planOptions, texts, viewOf, wholeNumber } from "./options.ts";
import { reportProblems, reportVerdict } from "./problems.ts";

/**
 * Explanation of one operand: a path of the context, a path of the image with its origin, or what a pattern matches.
 */
type Answer =
  | { readonly kind: "path"; readonly given: Bytes; readonly explanation: Explanation }
  | {
      readonly kind: "image";
      readonly given: Bytes;
      readonly image: ImageExplanation;
      readonly source: Explanation | null;
    }
  | { readonly kind: "matches"; readonly given: Bytes; readonly matches: Matches };

export async function explainCommand({ values }: Args, io: Io): Promise<number> {
  const options = await planOptions(values, io);
  const plan = planBuild(options);
  const rule = wholeNumber(values, "rule");
  if (rule !== null) return explainRule(plan, rule, values, io);
  const onStdin = isOn(values, "stdin");
  const paths = [...texts(values, "paths").map(fromText), ...(onStdin ? await pathsOnStdin(values, io) : [])];
  if (paths.length === 0 && !onStdin)
    throw wrongUse("explain: no path is named", "ctxcheck explain <path...>, or --stdin");
  // With `--porcelain`, only the pattern that decides is reported.
  const proposes = !isOn(values, "porcelain");
  const { answers, refusals } = explainAll(plan, paths, io.cwd, await viewOfGit(values, plan), proposes);
  const advised = answers.map(adviser(plan, options));
  const view = viewOf(values, io);
  io.stdout.write(render(advised, values, view));
  for (const { message } of refusals) io.stderr.write(`ctxcheck: ${safe(message)}\n`);
  reportVerdict(plan, io);
  const fails = reportProblems(answers.flatMap(problemsOf), io);
  return refusals.length > 0 || fails ? exitCodes.refused : exitCodes.clean;
}

function explainRule(plan: BuildPlan, line: number, values: Args["values"], io: Io): number {
  const effect = ruleEffect(plan, line);
  io.stdout.write(isOn(values, "json") ? jsonText(effect) : renderRule(effect, viewOf(values, io)));
  return exitCodes.clean;
}

function render(answers: readonly Answer[], values: Args["values"], view: ReturnType<typeof viewOf>): string {
  if (isOn(values, "porcelain"))
    return answers
      .flatMap(explanationsOf)
      .map(({ given, by }) => porcelain(by, given, isOn(values, "null")))
      .join("");
  if (isOn(values, "json")) return jsonText(answers.map(jsonOf));
  return answers.map((answer) => textOf(answer, view)).join("\n");
}

function jsonOf(answer: Answer): unknown {
  if (answer.kind === "path") return answer.explanation;
  return answer.kind === "image" ? { ...answer.image, source: answer.source } : matchesJson(answer.matches);
}

function textOf(answer: Answer, view: ReturnType<typeof viewOf>): string {
  if (answer.kind === "path") return renderExplanation(answer.explanation, view);
  if (answer.kind === "image") return renderImageExplanation(answer.image, answer.source, view);
  return renderMatches(answer.matches, view);
}

/** Returns the pattern that decides each path. */
function explanationsOf(answer: Answer): { given: Bytes; by: Explanation["by"] }[] {
  if (answer.kind === "matches")
    return answer.matches.entries.map(({ path, by }) => ({
      given: path,
      by: by && placeOfPattern(by),
    }));
  const { given } = answer;
  return [{ given, by: answer.kind === "path" ? answer.explanation.by : (answer.source?.by ?? null) }];
}

function problemsOf(answer: Answer): Explanation["problems"] {
  if (answer.kind === "path") return answer.explanation.problems;
  if (answer.kind === "image") return answer.source?.problems ?? [];
  return answer.matches.problems.map((problem) => ({ ...problem, path: toText(problem.path) }));
}

/** Code that can start a program is loaded only on request. */
async function viewOfGit(
  values: Args["values"],
  { context }: BuildPlan,
): Promise<Parameters<typeof explain>[3]> {
  if (!isOn(values, "gitignore")) return undefined;
  return (await import("../context/git/view.ts")).gitView(context);
}

/** A path that cannot be explained does not suppress the others. */
function explainAll(
  plan: BuildPlan,
  paths: readonly Bytes[],
  cwd: string,
  view: Parameters<typeof explain>[3],
  proposes: boolean,
) {
  const consumers = consumersOf(plan);
  const pathOf = (path: Bytes) => explain(plan, path, cwd, view, consumers, proposes);
  const hasImage = plan.builder.name === "buildkit" && plan.requested !== null;
  let explainImage: ReturnType<typeof imageExplainer> | null = null;
  const answerTo = (given: Bytes): Answer => {
    if (hasImage && isImagePath(plan, given)) {
      explainImage ??= imageExplainer(plan);
      const image = explainImage(given);
      const path = contextPathOf(image);
      return { kind: "image", given, image, source: path === null ? null : pathOf(path) };
    }
    if (isPattern(plan, given)) return { kind: "matches", given, matches: matchesOf(plan, given) };
    return { kind: "path", given, explanation: pathOf(given) };
  };
  const answers: Answer[] = [];
  const refusals: CtxcheckError[] = [];
  for (const path of paths) {
    try {
      answers.push(answerTo(path));
    } catch (error) {
      if (!(error instanceof CtxcheckError)) throw error;
      refusals.push(error);
    }
  }
  return { answers, refusals };
}

/** Returns a function that keeps a line excluding a path only if nothing needs the path. */
function adviser(plan: BuildPlan, options: PlanOptions): (answer: Answer) => Answer {
  const advise = explanationAdvice(plan, options);
  return (answer) => {
    if (answer.kind === "matches") return answer;
    if (answer.kind === "path") return { ...answer, explanation: advise(answer.explanation) };
    return { ...answer, source: answer.source && advise(answer.source) };
  };
}

async function pathsOnStdin(values: Args["values"], { stdin }: Io): Promise<Bytes[]> {
  const separator = isOn(values, "null") ? "\0" : "\n";
  return fromBuffer(await readAll(stdin))
    .split(separator)
    .filter((path) => path !== "");
}
