import { fromText } from "../bytes.ts";
import { unlessRefused } from "../errors.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { planBuild } from "../plan/plan.ts";
import { type SuggestOptions, suggestLines } from "./learn.ts";
import type { Suggestion, Suggestions } from "./suggestions.ts";
import { brokenBy } from "./trial.ts";

export interface BuildsSuggestions extends Suggestions {
  readonly builds: readonly string[];
}

/** A build and the options for its suggestions. */
export interface NamedOptions {
  readonly name: string;
  readonly options: SuggestOptions;
}

/**
 * Suggests lines for one ignore file that suit every build that reads it; what one build could exclude and another
 * needs is withheld. The figures are those of the build that is sent most. Throws CtxcheckError.
 */
export async function suggestForBuilds(builds: readonly NamedOptions[]): Promise<BuildsSuggestions | null> {
  const all: Suggestions[] = [];
  for (const { options } of builds) {
    const siblings = builds.map((one) => one.options).filter((one) => one !== options);
    all.push(await suggestLines({ ...options, siblings }));
  }
  const [most, ...rest] = [...all].sort((a, b) => b.sent.bytes - a.sent.bytes);
  if (most === undefined) return null;
  const plans = builds.flatMap(({ options }) => unlessRefused(() => planBuild(options)) ?? []);
  const withheld = once(
    all.flatMap((one) => one.withheld),
    ({ what, paths }) => JSON.stringify([what, paths]),
  );
  const needed = new Set(withheld.flatMap(({ paths }) => paths));
  const wanted = once(
    [most, ...rest].flatMap(({ suggestions }) => suggestions),
    ({ id }) => id,
  );
  const broken = wanted.flatMap((one) => {
    const line = breaks(one, plans);
    return line === null ? [] : [{ one, reason: `${line} needs it` }];
  });
  const isOut = (one: Suggestion) =>
    broken.some((each) => each.one === one) || one.paths.some((path) => needed.has(path));
  return {
    ...most,
    suggestions: wanted.filter((one) => !isOut(one)),
    withheld: [
      ...withheld,
      ...broken.map(({ one, reason }) => ({ what: one.what, paths: one.paths, reason })),
    ],
    problems: once(
      all.flatMap(({ problems }) => problems),
      ({ path }) => path,
    ),
    builds: builds.map(({ name }) => name),
  };
}

function once<T>(all: readonly T[], keyOf: (one: T) => string): T[] {
  const found = new Map<string, T>();
  for (const one of all) if (!found.has(keyOf(one))) found.set(keyOf(one), one);
  return [...found.values()];
}

/** Returns the first instruction of a build that would find less with the suggestion; null if there is none. */
function breaks({ lines, replaces }: Suggestion, plans: readonly BuildPlan[]): string | null {
  const change = { lines: lines.map(fromText), replaces: replaces === null ? null : replaces.line };
  for (const plan of plans) {
    const [first] = brokenBy(plan, [change]);
    if (first !== undefined) return `${plan.dockerfile?.shown}:${first.instruction.line}`;
  }
  return null;
}
