import { Marks } from "../context/marks.ts";
import type { Limits } from "../findings/rule.ts";
import { runRules } from "../findings/run.ts";
import type { RuleSetting } from "../findings/settings.ts";
import type { OnProgress } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { PlanOptions } from "../plan/options.ts";
import { planBuild } from "../plan/plan.ts";
import { findJunk, hardLinks } from "../survey/junk.ts";
import { type Known, type SecretOptions, scanSent } from "../survey/secrets.ts";
import { sentFiles } from "../survey/sent-files.ts";
import { survey } from "../survey/survey.ts";
import { knownBuilds } from "./builds.ts";
import type { Learned } from "./learned.ts";
import { type Suggestions, suggestionsOf } from "./suggestions.ts";

export interface SuggestOptions extends PlanOptions {
  readonly limits: Limits;
  /** Null: secrets are found by name only. */
  readonly secrets: SecretOptions | null;
  /** Known values that are not secrets, and rule settings, as in a report. */
  readonly known?: Known;
  readonly rules?: readonly RuleSetting[];
  readonly onProgress?: OnProgress;
}

/** Walks the context once and suggests what to add to its ignore file. Throws CtxcheckError. */
export async function suggestLines(options: SuggestOptions): Promise<Suggestions> {
  const { problems, ...learned } = await learn(options);
  return { ...suggestionsOf(learned), problems };
}

/** Walks once and returns what was learned and what could not be read. */
export async function learn(
  options: SuggestOptions,
  plan: BuildPlan = planBuild(options),
): Promise<Learned & Pick<Suggestions, "problems">> {
  const rules = runRules(plan, options.limits);
  const junk = findJunk();
  const files = sentFiles();
  const links = hardLinks();
  const marks = new Marks();
  const { sent, problems } = survey(
    plan,
    { ...options, measureExcluded: false },
    {
      ...rules,
      entry: (entry, id) => {
        for (const part of [rules, junk, files, links]) part.entry(entry, id);
      },
    },
    marks,
  );
  const scan = options.secrets && (await scanSent(plan, files, options.secrets, options.known));
  return {
    measured: { plan, marks, sent: { files: sent.files, bytes: sent.bytes }, hasHardLinks: links.met() },
    junkRows: junk.result(),
    findings: rules.findings(scan, options.rules).findings,
    known: knownBuilds(plan, options),
    // An instruction that fails is reported by the verdict on the build.
    problems: problems.filter(({ code }) => code !== "copy-failed"),
  };
}
