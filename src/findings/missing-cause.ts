import { type Bytes, toText } from "../bytes.ts";
import { isFailure } from "../context/source.ts";
import type { LinkTree } from "../dockerfile/follow-links.ts";
import { readGitignore } from "../ignore/git-lines.ts";
import { ignoringLine } from "../ignore/git-rules.ts";
import type { CopyFinding } from "../image/copy-checks.ts";
import { lostLink } from "../image/link-end.ts";
import type { BuildPlan } from "../plan/build-plan.ts";

/** Returns why a source does not exist, as far as can be known. `isLost`: whether a link leads nowhere. */
export function missingCause(
  copy: CopyFinding,
  plan: BuildPlan,
  links: LinkTree,
): { cause: string | null; isLost: boolean } {
  const link = linkCause(copy, links);
  return { cause: link ?? unsetCause(copy) ?? buildCause(copy, plan), isLost: link !== null };
}

const ends = {
  out: "out of the context",
  nothing: "to nothing",
  circle: "in a circle",
} as const;

function linkCause({ path }: CopyFinding, links: LinkTree): string | null {
  const lost = lostLink(links, path);
  if (lost === null) return null;
  const [at, target] = [lost.path, lost.target].map((name) => JSON.stringify(toText(name)));
  return `${at} is a link to ${target}, which leads ${ends[lost.why]}`;
}

function unsetCause({ unset }: CopyFinding): string | null {
  if (unset.length === 0) return null;
  const names = unset.map(toText);
  const args = names.map((name) => `--build-arg ${name}=<value>`).join(" ");
  return `${names.join(" and ")} ${names.length === 1 ? "has" : "have"} no value: ${args}`;
}

/** What git ignores is mostly made by a build outside the image. */
function buildCause({ path }: CopyFinding, { context }: BuildPlan): string | null {
  const { source, root } = context;
  const names = path.split("/");
  const lines = names.flatMap((_, depth) => {
    const directory = names
      .slice(0, depth)
      .map((name) => `${name}/`)
      .join("");
    const read = source.read(`${root}/${directory}.gitignore`);
    return isFailure(read) ? [] : readGitignore(read.content, `${toText(directory)}.gitignore`, directory);
  });
  if (lines.length === 0) return null;
  const ignoring = ignoringLine(lines);
  const verb = names.at(-1)?.startsWith(".env") ? "create" : "build";
  for (const [depth] of names.entries()) {
    const line = ignoring(names.slice(0, depth + 1).join("/"), true);
    if (line !== null)
      return `git ignores it (${line.file}:${line.line} ${quoted(line.raw)}): ${verb} it first, outside of the image`;
  }
  return null;
}

const quoted = (raw: Bytes): string => JSON.stringify(toText(raw));
