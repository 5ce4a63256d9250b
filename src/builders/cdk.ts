import { dirname } from "node:path/posix";
import { type Bytes, fromText, toText } from "../bytes.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { EntryType } from "../model.ts";
import { addedPattern, balena, patternsOf } from "./balena.ts";
import { type BalenaRules, balenaRules, nodeText } from "./balena-rules.ts";
import type { Builder, Folder, Rules, Verdict } from "./builder.ts";

/**
 * The copy that AWS CDK 2 stages for a DockerImageAsset with IgnoreMode.DOCKER (semantics: rule G5). Docker builds from
 * that copy, and applies the ignore file again.
 */
export const cdk: Builder = {
  ...balena,
  name: "cdk",
  handsOver: true,
  title: "AWS CDK",
  readPatterns: (content, file, dockerfilePath) => [
    ...patternsOf(nodeText(content).split("\n"), file),
    addedPattern("!.dockerignore", file),
    addedPattern(`!${dockerfilePath?.split("/").at(-1) ?? "Dockerfile"}`, file),
    addedPattern(outputDirectory, file),
  ],
  open,
  sendsParents: true,
};

/** Where CDK writes its output, which it must not copy into itself. */
const outputDirectory = "cdk.out";

/** core/lib/fs/ignore.ts: DockerIgnoreStrategy. */
function open({ patterns }: Rules): Folder {
  const all = patterns.length > 0 ? patterns : [addedPattern(outputDirectory, "AWS CDK")];
  const library = balenaRules(all, true);
  const withParents = balenaRules(
    all.flatMap((pattern) => [pattern, ...parentExceptions(pattern)]),
    true,
  );
  return folder(library, (path) => withParents.decide(path).matched, "");
}

/** When deciding whether to enter a directory, an exception also re-includes its parents: completelyAdd. */
function parentExceptions({ source }: Pattern): Pattern[] {
  const [, mark, path] = /^\s*(!|\/!)(.*)/.exec(toText(source.raw)) ?? [];
  if (mark === undefined || path === undefined) return [];
  const parents: Pattern[] = [];
  for (let parent = dirname(path); parent !== "/" && parent !== "."; parent = dirname(parent)) {
    parents.push(addedPattern(fromText(mark + parent), source.file));
  }
  return parents;
}

function folder(library: BalenaRules, isLeft: (path: Bytes) => boolean, path: Bytes): Folder {
  return {
    decide: (name, type) => verdictOn(library, isLeft, path + name, type),
    arrivesEmpty: () => false,
    enter: (name) => folder(library, isLeft, `${path}${name}/`),
    touching: (name) => library.touching(path + name),
  };
}

/** core/lib/fs/copy.ts: copyDirectory. */
function verdictOn(
  library: BalenaRules,
  isLeft: (path: Bytes) => boolean,
  path: Bytes,
  type: EntryType,
): Verdict {
  const { matched, by } = library.decide(path);
  if (type === "directory") {
    const enter = !(matched && isLeft(path));
    return { allowed: !matched, sent: !matched, by, enter, reads: enter };
  }
  const copied = type === "file" || type === "symlink";
  const skipped = !matched && !copied ? { because: "special-skipped" as const } : {};
  const sent = !matched && copied;
  return { allowed: sent, sent, by, ...skipped, enter: false, reads: sent };
}
