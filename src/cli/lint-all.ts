import { lintBuild } from "../lint-build.ts";
import { inspectBuilds } from "../repository/inspect.ts";
import { agreeing } from "../repository/lint.ts";
import type { Settled } from "./command.ts";
import { deliverRepository, repositoryOutputs } from "./deliver-repository.ts";
import { buildsOf } from "./inspect-all.ts";
import type { Io } from "./io.ts";
import { failingSeverities, planOptions } from "./options.ts";
import { inspecting, ofBuild, placedBuilds, planOfBuild } from "./options-of-build.ts";

/** Lints an ignore file for all builds that read it. */
export async function lintAll(settled: Settled, io: Io): Promise<number> {
  const { values } = settled;
  const wanted = repositoryOutputs(values, []);
  const found = await buildsOf(settled, io);
  const builds = placedBuilds(found, values);
  const failing = [...failingSeverities(values)];
  const { problems, refused } = found;
  const whole = { count: builds.length, budgets: [], baseline: null, failing, problems, refused };
  const part = await inspectBuilds(builds, whole, {
    inspect: async (build) =>
      lintBuild({
        ...(await planOptions(ofBuild(build, values), io)),
        ...planOfBuild(build, found, values, io),
      }),
    ...inspecting(found, values),
  });
  const quiet = { ...values, quiet: true, verbose: true };
  return deliverRepository(wanted, [agreeing(part)], { values: quiet, io });
}
