import { unlessReported } from "../errors.ts";
import { failureLine } from "../findings/copy-words.ts";
import type { BuildFailure } from "../image/destinations.ts";
import { verdictOf } from "../image/verdict.ts";
import type { ReportedProblem } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { PlanOptions } from "../plan/options.ts";
import { planBuild } from "../plan/plan.ts";
import { safe } from "../report/escape.ts";
import type { Io } from "./io.ts";

/** Prints one line each on stderr. True if the builder itself would fail on one of them: the exit code is then 2. */
export function reportProblems(problems: readonly ReportedProblem[], { stderr }: Io): boolean {
  for (const problem of problems) stderr.write(problemLine(problem));
  return problems.some(({ refusal }) => refusal);
}

function problemLine({ code, path, reason, refusal }: ReportedProblem): string {
  const verb = code === "copy-failed" || code === "special" ? "copied" : "read";
  const effect = refusal ? "the build would fail" : "the list may not be complete";
  return `ctxcheck: "${safe(path) || "."}" cannot be ${verb} (${safe(reason)}); ${effect}\n`;
}

const mostTold = 5;

/** Prints on stderr what the build fails on, for a command whose output is something else. */
export function reportVerdict(plan: BuildPlan, io: Io): void {
  if (plan.frontend !== null)
    io.stderr.write(
      `ctxcheck: the frontend ${safe(plan.frontend)} reads the Dockerfile: what it copies is not known, and all that is allowed counts as sent\n`,
    );
  else if (plan.dockerfile !== null) reportFailures(verdictOf(plan).failures, plan, io);
}

/** The same for each build of an ignore file. If a builder rejects the file, the command itself says so. */
export function reportVerdicts(options: PlanOptions, io: Io): void {
  for (const one of [options, ...(options.siblings ?? [])])
    unlessReported(() => reportVerdict(planBuild(one), io));
}

function reportFailures(failures: readonly BuildFailure[], { dockerfile }: BuildPlan, { stderr }: Io): void {
  for (const failure of failures.slice(0, mostTold))
    stderr.write(`ctxcheck: ${safe(failureLine(failure, dockerfile?.shown))}\n`);
  const rest = failures.length - mostTold;
  if (rest > 0) stderr.write(`ctxcheck: and ${rest} more (ctxcheck reports all)\n`);
}
