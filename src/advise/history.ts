import { type Bytes, toText } from "../bytes.ts";
import type { TreeRoot } from "../context/source.ts";
import { baseName } from "../findings/kinds.ts";
import type { KnownBuild } from "./builds.ts";
import { speaksOf } from "./commands.ts";
import { consumersOfPath } from "./consumers-of-path.ts";
import type { Situation } from "./learned.ts";
import { readFile } from "./manifest.ts";

/** git commands that read the history, and `go` with `-buildvcs`. */
const readsHistory =
  /\bgit\b[^\n;&|]{0,200}\b(describe|rev-parse|rev-list|log|status|show|diff|submodule|tag|branch|ls-files|archive|name-rev|symbolic-ref|shortlog)\b|\bgit-(describe|rev-parse)\b|-buildvcs(?!=(?:false|auto)\b)/;

/** Tools that derive a version from the history during the build. */
const versionTools =
  /setuptools[_-]scm|setuptools-git|hatch-vcs|versioneer|dynamic-versioning|versioningit|dunamai|\bpbr\b|vergen|shadow-rs|built::|git[_-]version|git-commit|nerdbank|nbgv|\bminver\b|gitversion|axion-release|jgitver|reckon|nebula\.release|palantir\.git|git-properties|gitinfo|buildnumber-maven|sourcelink|gitversioning/i;

/** Command-line tools that do so. */
const releaseTools = /\b(goreleaser|semantic-release|gitversion|nbgv|jgitver|git-cliff)\b/;

/** What reads the git history during a build; null if nothing is known to. */
export function historyReader(
  builds: readonly KnownBuild[],
  { plan, junkRows }: Pick<Situation, "plan" | "junkRows">,
): string | null {
  for (const { shown, commands } of builds) {
    const run = `${commands.run}\n${scriptsRun(commands.run, plan.context)}`;
    if (readsHistory.test(run) || releaseTools.test(run)) return `a command of ${shown} reads the history`;
    if (speaksOf(commands.instructions, ".git")) return `a command of ${shown} names .git`;
  }
  const manifest = junkRows.manifests.find((path) => {
    const content = readFile(plan.context, path);
    return versionTools.test(content) || (baseName(path) === "build.rs" && readsHistory.test(content));
  });
  return manifest === undefined ? null : `${manifest} takes a version from the history`;
}

/**
 * Returns how the instructions that copy the history with its surroundings can avoid it; undefined if there are none.
 * `by`: the instruction that names it, if any; else a command reads it.
 */
export function withoutHistory(
  builds: readonly KnownBuild[],
  path: Bytes,
  by: string | undefined,
): string | undefined {
  const name = toText(path);
  const places = consumersOfPath(builds, path)
    .filter(({ consumer }) => !/^run\b/i.test(consumer.text))
    .map(({ consumer }) => `${consumer.dockerfile}:${consumer.line}`)
    .filter((place) => place !== by);
  const [first] = places;
  if (first === undefined) return undefined;
  const others = [...new Set(places)].slice(0, mostPlaces).join(", ");
  const gives =
    by === undefined
      ? `RUN --mount=type=bind,source=${name},target=${name} gives it to the command that reads it`
      : `a named context (--build-context git=${name}) gives it to the one instruction that needs it`;
  return `COPY --exclude=${name} excludes it from what ${others} copies; ${gives}`;
}

const mostPlaces = 3;

const packageTool = /\b(npm|pnpm|yarn|bun)\b/;
const ownScripts = /^(pre|post)?(install|prepare|build|pack|compile|version)(:|$)/;

/** Returns the scripts of a package.json that the package tool runs automatically or that a command names. */
function scriptsRun(commands: Bytes, context: TreeRoot): Bytes {
  const content = packageTool.test(commands) ? readFile(context, "package.json") : "";
  const run = scriptsOf(content).filter(([name]) => ownScripts.test(name) || speaksOf(commands, name));
  return run.map(([, script]) => script).join("\n");
}

function scriptsOf(manifest: Bytes): [name: string, script: string][] {
  try {
    const parsed: unknown = JSON.parse(manifest);
    const isObject = typeof parsed === "object" && parsed !== null && "scripts" in parsed;
    const scripts: unknown = isObject ? parsed.scripts : null;
    return typeof scripts === "object" && scripts !== null
      ? Object.entries(scripts).map(([name, script]) => [name, String(script)])
      : [];
  } catch {
    return [];
  }
}
