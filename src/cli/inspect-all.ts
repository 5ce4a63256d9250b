import { posix, resolve } from "node:path";
import type { Build } from "../builds/model.ts";
import { fromText } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { inspectBuild } from "../inspect.ts";
import { inspectAll, type RepositoryReport } from "../inspect-all.ts";
import type { InspectOptions } from "../inspect-options.ts";
import { jsonText } from "../report/json.ts";
import { renderRepository } from "../report/repository.ts";
import { fails } from "../report/verdict.ts";
import type { Args } from "./args.ts";
import { exitCodes } from "./exit-codes.ts";
import { type FoundBuilds, findBuilds } from "./found-builds.ts";
import { inspectOptions } from "./gate.ts";
import type { Io } from "./io.ts";
import { text, texts, type Values, viewOf } from "./options.ts";

/** One report over the builds of a repository. */
export async function inspectAllCommand({ values }: Args, io: Io): Promise<number> {
  const format = text(values, "format") ?? "table";
  if (format !== "table" && format !== "json")
    throw new CtxcheckError("usage", `--all: "${format}" is not a format of it`, "use table or json");
  const found = findBuilds(values, io);
  const report = await inspectFound(found, values, io);
  const view = viewOf(values, io);
  io.stdout.write(format === "json" ? jsonText(report) : renderRepository(report, view));
  if (report.builds.some(({ refused }) => refused)) return exitCodes.refused;
  const reports = report.builds.flatMap((build) => (build.report === null ? [] : [build.report]));
  return reports.some((one) => fails(one, view)) ? exitCodes.finding : exitCodes.clean;
}

async function inspectFound(found: FoundBuilds, values: Values, io: Io): Promise<RepositoryReport> {
  const builds = chosen(found.builds, texts(values, "build"));
  return inspectAll(builds, found.problems, async (build) =>
    inspectBuild(await optionsOf(build, found, values, io)),
  );
}

/** Throws CtxcheckError for a name that no build has. */
function chosen(builds: readonly Build[], names: readonly string[]): readonly Build[] {
  const unknown = names.find((name) => builds.every((build) => build.name !== name));
  if (unknown !== undefined)
    throw new CtxcheckError(
      "usage",
      `--build: there is no build "${unknown}"`,
      "ctxcheck builds lists their names",
    );
  return names.length === 0 ? builds : builds.filter(({ name }) => names.includes(name));
}

/** All builds look at one tree: what they share is read once. */
async function optionsOf(
  build: Build,
  { repository }: FoundBuilds,
  values: Values,
  io: Io,
): Promise<InspectOptions> {
  const top = text(values, "context") ?? ".";
  const place = (path: string) => posix.join(top, path) || ".";
  const own = {
    ...values,
    context: place(build.context),
    file: undefined,
    "build-arg": undefined,
    "build-context": undefined,
  };
  const options = await inspectOptions(own, io, () => {});
  const { dockerfile, inline } = build;
  return {
    ...options,
    source: repository.tree,
    file: dockerfile === null ? "-" : resolve(io.cwd, place(dockerfile)),
    stdinDockerfile: inline === null ? undefined : fromText(inline),
    target: build.target ?? undefined,
    buildArgs: new Map(
      Object.entries(build.args).flatMap(([name, value]) =>
        value === null ? [] : [[fromText(name), fromText(value)]],
      ),
    ),
    buildContexts: Object.entries(build.contexts).map(([name, value]) => ({
      name,
      value: namedContext(value, place),
    })),
    files: true,
  };
}

/** What another target makes is an image to this one. */
function namedContext(value: string, place: (path: string) => string): string {
  if (value.startsWith("target:")) return `docker-image://${value.slice("target:".length)}`;
  return /^[a-z][a-z-]*:|^git@|^github\.com\//.test(value) ? value : place(value);
}
