import type { Bytes } from "../bytes.ts";
import type { Ecosystem } from "../ecosystems/ecosystem.ts";
import { baseName, parentPath } from "../findings/kinds.ts";
import type { Found } from "../survey/junk.ts";
import type { KnownBuild } from "./builds.ts";
import { speaksOf } from "./commands.ts";
import { consumersOfPath } from "./consumers-of-path.ts";
import { historyReader, withoutHistory } from "./history.ts";
import type { Situation } from "./learned.ts";
import { readFile } from "./manifest.ts";
import type { Confidence } from "./proposal.ts";

export interface Needed {
  readonly needed: true;
  readonly reason: string;
  /** The instruction that names it, if any. */
  readonly by?: string | undefined;
  /** How the other instructions can avoid it, if there is a way. */
  readonly instead?: string | undefined;
}

/** Whether a build may need something. */
export type Need =
  | Needed
  | { readonly needed: false; readonly confidence: Confidence; readonly reason: string };

const may = (confidence: Confidence, reason: string): Need => ({ needed: false, confidence, reason });
const needed = (reason: string): Need => ({ needed: true, reason });

/** Decides whether a build needs what the tables found. Without a Dockerfile nothing is certain. */
export function decideNeed(found: Found, situation: Situation): Need {
  const consumers = consumersAmong(found, situation.builds);
  const need = byKind(found, consumers, situation);
  if (need.needed || need.confidence !== "high") return need;
  if (situation.isBlind) return may("medium", "not every Dockerfile is known");
  return found.paths.some(isFixture)
    ? may("medium", "some of it lies among fixtures, which tests may read")
    : need;
}

const fixtures = /(^|\/)(__fixtures__|fixtures?|testdata|test-data|specimens)\//;

const isFixture = (path: Bytes): boolean => fixtures.test(path);

function consumersAmong({ paths }: Found, builds: readonly KnownBuild[]): KnownBuild[] {
  const [path] = paths;
  const taking = path === undefined ? [] : consumersOfPath(builds, path).map(({ build }) => build);
  return taking.length === 0 ? [...builds] : [...new Set(taking)];
}

function byKind(found: Found, consumers: readonly KnownBuild[], situation: Situation): Need {
  const { kind } = found.junk;
  switch (kind) {
    case "installed":
      return installed(found, consumers, situation);
    case "output":
      return output(found, consumers, situation);
    case "cache":
    case "system":
      return may("high", "no build reads it");
    case "vcs":
      return history(found, consumers, situation);
    case "editor":
      return spoken(found, consumers) ?? may("high", "no build reads it");
    case "tests":
      return tests(found, consumers);
    case "docs":
      return docs(found, consumers);
    case "state":
      return spoken(found, consumers) ?? may("medium", "it may hold secrets, and no build should read it");
    case "ci":
    case "container":
    case "logs":
    case "report":
      return spoken(found, consumers) ?? may("medium", "no instruction names it");
  }
}

const all = (consumers: readonly KnownBuild[], test: (commands: Bytes) => boolean): boolean =>
  consumers.length > 0 && consumers.every(({ commands }) => test(commands.run));

function installed(found: Found, consumers: readonly KnownBuild[], situation: Situation): Need {
  const { tools = [] } = found.ecosystem;
  const installs = (commands: Bytes) =>
    tools.some((tool) => tool.installs.test(commands) || tool.builds?.test(commands));
  if (!all(consumers, installs))
    return may("low", "no instruction installs it: the image may get it from here");
  const elsewhere = unserved(found, consumers, situation);
  if (elsewhere === null) return may("high", "the build installs it");
  return may("medium", `the build installs packages, but perhaps not those of ${JSON.stringify(elsewhere)}`);
}

function output(found: Found, consumers: readonly KnownBuild[], situation: Situation): Need {
  const { tools = [], makes } = found.ecosystem;
  const builds = (commands: Bytes) =>
    makes?.test(commands) === true || tools.some((tool) => tool.builds?.test(commands));
  if (!all(consumers, builds)) {
    return spoken(found, consumers) ?? may("low", "no instruction makes it: the image may get it from here");
  }
  const isSure = found.junk.certain === true || found.junk.holds !== undefined;
  if (!isSure) {
    return ownProject(found) ?? may("medium", "the build makes something of that kind");
  }
  return unserved(found, consumers, situation) === null
    ? may("high", "the build makes it")
    : may("medium", "the build makes something of that kind");
}

/** Returns a directory whose project the commands of the root may not reach. */
function unserved(
  { paths, ecosystem }: Found,
  consumers: readonly KnownBuild[],
  situation: Situation,
): Bytes | null {
  const ofRoot = situation.junkRows.atRoot.has(ecosystem) && holdsWorkspaces(ecosystem, situation);
  const isNamed = (directory: Bytes) =>
    consumers.every(
      ({ commands }) =>
        speaksOf(commands.all, baseName(directory)) || speaksOf(commands.instructions, directory),
    );
  const nested = paths.map(parentPath).filter((directory) => directory !== "");
  return ofRoot ? null : (nested.find((directory) => !isNamed(directory)) ?? null);
}

const workspaceFiles = ["pnpm-workspace.yaml", "lerna.json", "nx.json", "turbo.json", "rush.json"];

/** Whether the commands of the root cover the projects below it. */
function holdsWorkspaces({ title }: Ecosystem, { plan }: Situation): boolean {
  if (title !== "Node.js") return true;
  if (workspaceFiles.some((name) => readFile(plan.context, name) !== "")) return true;
  return /"workspaces"\s*:/.test(readFile(plan.context, "package.json"));
}

function history(
  { paths: [path = ""] }: Found,
  consumers: readonly KnownBuild[],
  situation: Situation,
): Need {
  const reason = historyReader(consumers, situation);
  if (reason === null) return may("high", "no instruction and no manifest reads the history");
  return { needed: true, reason, instead: withoutHistory(consumers, path, undefined) };
}

const runsTests =
  /\b(test|tests|pytest|jest|vitest|mocha|ava|karma|cypress|playwright|tox|nox|unittest|rspec|phpunit|pest|check|verify|coverage|ctest)\b/;
const skipsTests = /-DskipTests|-Dmaven\.test\.skip|-x +test\b|--exclude-task +test\b/;
/** Commands that run tests unless an option disables them. */
const testsUnasked = /\bmvnw?\b|\bgradlew? +([^\n;&|]* )?build\b/;

function tests(found: Found, consumers: readonly KnownBuild[]): Need {
  const running = consumers.find(
    ({ commands: { instructions } }) =>
      runsTests.test(instructions.replace(skipsTests, "")) ||
      (testsUnasked.test(instructions) && !skipsTests.test(instructions)),
  );
  if (running !== undefined) return needed(`a command of ${running.shown} may run them`);
  return ownProject(found) ?? spoken(found, consumers) ?? may("low", "sources may use it");
}

const buildsDocs =
  /\b(mkdocs|sphinx-build|docusaurus|vitepress|typedoc|mdbook|antora|hugo|jekyll|zensical)\b/;

function docs(found: Found, consumers: readonly KnownBuild[]): Need {
  const building = consumers.find(({ commands }) => buildsDocs.test(commands.instructions));
  if (building !== undefined) return needed(`a command of ${building.shown} builds documentation`);
  return ownProject(found) ?? spoken(found, consumers) ?? may("low", "a build may read it");
}

/** A separate project may be part of the build. */
function ownProject({ projects }: Found): Need | null {
  const [project] = projects;
  return project === undefined ? null : needed(`${project} is a project of its own`);
}

function spoken({ junk, paths }: Found, consumers: readonly KnownBuild[]): Need | null {
  const names = junk.name.includes("*") ? [...new Set(paths.map(baseName))].slice(0, 20) : [junk.name];
  for (const { shown, commands } of consumers) {
    const name = names.find((one) => speaksOf(commands.all, one));
    if (name !== undefined) return needed(`a command of ${shown}, or a script that it runs, names ${name}`);
  }
  return null;
}
