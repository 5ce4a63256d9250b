import { resolve } from "node:path";
import { fromText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { gitSource } from "../context/git/source.ts";
import { differenceOf } from "../diff/difference.ts";
import type { Side } from "../diff/model.ts";
import { wrongUse } from "../errors.ts";
import { inspectBuild } from "../inspect.ts";
import type { RepositoryDifference } from "../report/repository/difference.ts";
import { inspectBuilds } from "../repository/inspect.ts";
import type { Settled } from "./command.ts";
import { gitless, type Meaning, meaningOf, readBuilds } from "./diff-side.ts";
import { findBuilds } from "./found-builds.ts";
import type { Io } from "./io.ts";
import { limits, planOptions, secretOptions, text, texts, type Values } from "./options.ts";
import { chosenBuilds, inspecting, ofBuild, placedBuilds, planOfBuild } from "./options-of-build.ts";

/** Compares the builds of two sides. Throws CtxcheckError. */
export async function diffAll(settled: Settled, io: Io): Promise<RepositoryDifference> {
  const [a, b, ...more] = texts(settled.values, "sides");
  if (a === undefined || more.length > 0)
    throw wrongSides(`diff --all: ${a === undefined ? "no side" : "more than two sides"} named`);
  const context = text(settled.values, "context") ?? ".";
  const one = await meaningOf(a, { cwd: io.cwd, context });
  const other = await meaningOf(b ?? context, { cwd: io.cwd, context });
  const withoutGit = one.kind === "commit" || other.kind === "commit";
  const from = await sideOf(one, { context, withoutGit }, settled, io);
  const to = await sideOf(other, { context, withoutGit }, settled, io);
  const before = new Map(from.map((one) => [keyOf(one), one]));
  const after = new Map(to.map((one) => [keyOf(one), one]));
  const both = to.flatMap((then) => {
    const was = before.get(keyOf(then));
    return was === undefined ? [] : [{ was, then }];
  });
  return {
    version: 1,
    builds: both.flatMap(({ was, then }) =>
      was.report === null || then.report === null
        ? []
        : [
            {
              name: then.name,
              difference: differenceOf(was.report, then.report, {
                from: a,
                to: b ?? context,
                withoutGit: withoutGit && one.kind !== other.kind,
              }),
            },
          ],
    ),
    added: to.filter((one) => !before.has(keyOf(one))).map(({ name }) => name),
    removed: from.filter((one) => !after.has(keyOf(one))).map(({ name }) => name),
    unread: both.flatMap(({ was, then }) => {
      const problem = was.report === null ? was.problem : then.report === null ? then.problem : null;
      return problem === null ? [] : [{ name: then.name, problem }];
    }),
  };
}

/** A build of one side; its report is null if it was not inspected. */
interface SideBuild {
  readonly kind: string;
  readonly name: string;
  readonly report: Side | null;
  readonly problem: string | null;
}

const keyOf = ({ kind, name }: SideBuild): string => `${kind} ${name}`;

interface Compared {
  readonly context: string;
  /** Whether to omit .git from a directory, because a commit has none. */
  readonly withoutGit: boolean;
}

async function sideOf(
  { kind, word }: Meaning,
  { context, withoutGit }: Compared,
  { values }: Settled,
  io: Io,
): Promise<SideBuild[]> {
  if (kind === "report") return chosenBuilds(await readBuilds(word, io.cwd), values);
  const given: Values = { ...values, context: kind === "directory" ? word : context };
  const source =
    kind === "commit" ? gitSource(fromText(resolve(io.cwd, context)), word) : withoutGit ? gitless : disk;
  const found = findBuilds(given, io, { source });
  const secrets = await secretOptions(values, () => {});
  const part = await inspectBuilds(
    placedBuilds(found, given),
    { count: 0, budgets: [], baseline: null, failing: [], problems: [], refused: false },
    {
      inspect: async (build) =>
        inspectBuild({
          ...(await planOptions({ ...ofBuild(build, given), git: false, ref: undefined }, io)),
          ...planOfBuild(build, found, given, io),
          ...{ measureExcluded: false, limits: limits(values), secrets, files: true },
        }),
      ...inspecting(found, given),
    },
  );
  return part.builds.map(({ build }) => build);
}

const wrongSides = (message: string) =>
  wrongUse(message, "ctxcheck diff --all main, or ctxcheck diff --all before after");
