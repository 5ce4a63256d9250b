import { posix, resolve } from "node:path";
import type { Build } from "../builds/model.ts";
import { unknownIn } from "../builds/workflow/expressions.ts";
import { fromText } from "../bytes.ts";
import { wrongOption } from "../errors.ts";
import type { InspectOptions } from "../inspect-options.ts";
import type { PlanOptions } from "../plan/options.ts";
import { baselineOfBuild } from "../repository/baseline.ts";
import { isOfRepository } from "../repository/budgets.ts";
import { type Inspecting, isDirectory } from "../repository/inspect.ts";
import type { Placed, Whole } from "../repository/model.ts";
import type { FoundBuilds } from "./found-builds.ts";
import { inspectOptions } from "./gate.ts";
import type { Io } from "./io.ts";
import { failingSeverities, text, texts, type Values } from "./options.ts";

/** Returns the selected builds, each with its index among them. Throws CtxcheckError for a name that no build has. */
export function placedBuilds({ builds }: FoundBuilds, values: Values): Placed[] {
  return chosenBuilds(builds, values).map((build, at) => ({ at, build }));
}

/** Returns the builds that `--build` names, or all. Throws CtxcheckError for a name that no build has. */
export function chosenBuilds<T extends Pick<Build, "name">>(builds: readonly T[], values: Values): T[] {
  const names = texts(values, "build");
  const unknown = names.find((name) => builds.every((build) => build.name !== name));
  if (unknown !== undefined)
    throw wrongOption("build", `there is no build "${unknown}"`, "ctxcheck builds lists their names");
  return builds.filter(({ name }) => names.length === 0 || names.includes(name));
}

/** How found builds are inspected, apart from what is specific to each. */
export const inspecting = (
  { repository, secrets }: FoundBuilds,
  values: Values,
): Omit<Inspecting, "inspect"> => ({
  commitFindings: async () => [],
  leadsOut: repository.leadsOut,
  named: texts(values, "build").length > 0,
  shown: (build) => secrets.maskBuild(build),
});

/** The options that apply to the repository as a whole. Throws CtxcheckError. */
export async function wholeOf(
  values: Values,
  count: number,
  { problems, refused }: FoundBuilds,
  io: Io,
): Promise<Whole> {
  const { budgets = [], baseline = null } = await inspectOptions(values, io, () => {});
  return {
    count,
    budgets: budgets.filter(isOfRepository),
    baseline,
    failing: [...failingSeverities(values)],
    problems,
    refused,
  };
}

/** All builds share one tree: what they have in common is read once. */
export async function optionsOfBuild(
  build: Build,
  found: FoundBuilds,
  { baseline }: Pick<Whole, "baseline">,
  values: Values,
  io: Io,
): Promise<InspectOptions> {
  const options = await inspectOptions({ ...ofBuild(build, values), baseline: "none" }, io, () => {});
  return {
    ...options,
    budgets: (options.budgets ?? []).filter((line) => !isOfRepository(line)),
    baseline: baseline === null ? null : baselineOfBuild(baseline, build),
    ...planOfBuild(build, found, values, io),
  };
}

/** Returns the options of the command for one of the builds, without those that the build itself specifies. */
export const ofBuild = ({ context }: Build, values: Values): Values => ({
  ...values,
  context: placeIn(values)(context),
  file: undefined,
  "build-arg": undefined,
  "build-context": undefined,
});

const placeIn = (values: Values) => (path: string) => posix.join(text(values, "context") ?? ".", path) || ".";

type PlanOfBuild = Pick<
  PlanOptions,
  "source" | "file" | "stdinDockerfile" | "target" | "platform" | "buildArgs" | "buildContexts" | "definedAt"
>;

/** Returns which build it is, with the platform given to the command. */
export function planOfBuild(
  { kind, source, dockerfile, inline, target, args, contexts, platforms }: Build,
  { repository }: Pick<FoundBuilds, "repository">,
  values: Values,
  { cwd }: Pick<Io, "cwd">,
): PlanOfBuild {
  const place = placeIn(values);
  return {
    source: repository.tree,
    file: dockerfile === null ? "-" : resolve(cwd, place(dockerfile)),
    stdinDockerfile: inline === null ? undefined : fromText(inline),
    target: target ?? undefined,
    ...(kind === "dockerfile" || kind === "command" ? {} : { definedAt: `${source.file}:${source.line}` }),
    platform: text(values, "platform") ?? platforms.find((one) => unknownIn(one) === null),
    buildArgs: new Map(
      Object.entries(args).flatMap(([name, value]) =>
        value === null ? [] : [[fromText(name), fromText(value)] as const],
      ),
    ),
    buildContexts: Object.entries(contexts).map(([name, value]) => ({
      name,
      value: namedContext(value, place),
    })),
  };
}

/** Another target is an image to this one. */
function namedContext(value: string, place: (path: string) => string): string {
  if (value.startsWith("target:")) return `docker-image://${value.slice("target:".length)}`;
  return isDirectory(value) ? place(value) : value;
}
