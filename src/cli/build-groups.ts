import type { SuggestOptions } from "../advise/learn.ts";
import { CtxcheckError } from "../errors.ts";
import { planBuild } from "../plan/plan.ts";
import { safe } from "../report/escape.ts";
import type { Placed } from "../repository/model.ts";
import type { Settled } from "./command.ts";
import type { FoundBuilds } from "./found-builds.ts";
import { learnOptions } from "./gate.ts";
import { buildsOf } from "./inspect-all.ts";
import type { Io } from "./io.ts";
import { ofBuild, placedBuilds, planOfBuild } from "./options-of-build.ts";
import { progressLine } from "./progress.ts";

/** Builds that read one ignore file or, if there is none, share one context. */
export interface BuildGroup {
  /** Relative to the working directory; null if there is none. */
  readonly ignoreFile: string | null;
  readonly builds: readonly { readonly name: string; readonly options: SuggestOptions }[];
}

/** Groups the selected builds by the ignore file that they share. What cannot be read is reported on stderr. */
export async function buildGroups(settled: Settled, io: Io): Promise<BuildGroup[]> {
  const found = await buildsOf(settled, io);
  const groups = new Map<string, { ignoreFile: string | null; builds: BuildGroup["builds"][number][] }>();
  for (const placed of placedBuilds(found, settled.values)) {
    const one = await readPlaced(placed, found, settled, io);
    if (one === null) continue;
    const group = groups.get(one.key) ?? { ignoreFile: one.ignoreFile, builds: [] };
    group.builds.push({ name: placed.build.name, options: one.options });
    groups.set(one.key, group);
  }
  for (const { file, message } of found.problems) warn(file, message, io);
  return [...groups.values()];
}

const warn = (name: string, why: string, io: Io) =>
  io.stderr.write(`ctxcheck: ${safe(name)} is not considered: ${safe(why)}\n`);

async function readPlaced({ build }: Placed, found: FoundBuilds, { values }: Settled, io: Io) {
  const { leadsOut } = found.repository;
  const shown = found.secrets.maskBuild(build);
  if (build.problem !== null || build.git === true || leadsOut(build.context)) {
    warn(build.name, shown.problem ?? (build.git === true ? "it builds the commit" : "it is outside"), io);
    return null;
  }
  try {
    const progress = progressLine(io);
    const learning = await learnOptions({ ...ofBuild(build, values), baseline: "none" }, io, progress.show);
    const options = { ...learning, ...planOfBuild(build, found, values, io) };
    const { ignoreFile, context } = planBuild(options);
    const fromHere = ignoreFile?.fromHere ?? null;
    return { options, ignoreFile: fromHere, key: ignoreFile?.path ?? `${context.root}/` };
  } catch (error) {
    if (!(error instanceof CtxcheckError)) throw error;
    warn(build.name, error.message, io);
    return null;
  }
}

/** Returns the options of the first build, with the others as siblings. */
export function together({ builds }: BuildGroup): SuggestOptions | null {
  const [first, ...others] = builds;
  return first === undefined ? null : { ...first.options, siblings: others.map(({ options }) => options) };
}
