import type { Bytes } from "../../bytes.ts";
import { isFailure } from "../../context/source.ts";
import type { Ecosystem } from "../../ecosystems/ecosystem.ts";
import { ecosystems } from "../../ecosystems/index.ts";
import { type GitLine, readGitignore, translateLine } from "../../ignore/git-lines.ts";
import { consumerNaming } from "../consumers-of-path.ts";
import type { Situation } from "../learned.ts";

/** A line adopted from a .gitignore. */
export interface IgnoredLine {
  readonly text: Bytes;
  readonly comment: string;
  readonly title: string;
  /** For an exception: the text of the line that it belongs to. */
  readonly of?: Bytes;
}

/** Returns the lines of the root's .gitignore that name what tools of the existing projects leave behind. */
export function ignoredLines(situation: Situation): IgnoredLine[] {
  const { source, root } = situation.plan.context;
  const read = source.read(`${root}/.gitignore`);
  const lines = isFailure(read) ? [] : readGitignore(read.content, ".gitignore", "");
  const known = ecosystems.filter((ecosystem) => situation.junkRows.anywhere.has(ecosystem));
  return lines.flatMap((line, at) => {
    const owner = line.exception ? undefined : known.find((one) => leaves(one, nameOf(line), situation));
    const text = owner === undefined ? null : patternOf(line);
    if (owner === undefined || text === null || !mayGo(text, situation)) return [];
    // If a line is repeated, the last one decides.
    if (lines.slice(at + 1).some((later) => !later.exception && patternOf(later) === text)) return [];
    const { title } = owner;
    const comment = `${title}: as .gitignore names it`;
    const exceptions = lines.slice(at).flatMap((other) => {
      const inside = other.exception && nameOf(other).startsWith(directoryOf(nameOf(line)));
      const pattern = inside ? patternOf(other) : null;
      return pattern === null ? [] : [{ text: `!${pattern}`, comment, title, of: text }];
    });
    return [{ text, comment, title }, ...exceptions];
  });
}

const nameOf = ({ components }: GitLine): Bytes =>
  components.filter((component, at) => at > 0 || component !== "**").join("/");

const directoryOf = (name: Bytes): Bytes => `${name.replace(/\/?\*+$/, "")}/`;

function patternOf(line: GitLine): Bytes | null {
  const translation = translateLine(line);
  return "pattern" in translation ? translation.pattern : null;
}

/** What a build generates again is excluded only if it runs a tool that generates it. */
function leaves({ ignored, tools = [], makes }: Ecosystem, name: Bytes, { builds }: Situation): boolean {
  if (ignored === undefined) return false;
  if (ignored.always.test(name)) return true;
  const makers = [makes, ...tools.map(({ builds }) => builds)];
  return (
    ignored.made?.test(name) === true &&
    builds.length > 0 &&
    builds.every(({ commands }) => makers.some((maker) => maker?.test(commands.run) === true))
  );
}

/** Whether no instruction names it. */
const mayGo = (text: Bytes, { builds }: Situation): boolean =>
  consumerNaming(builds, [text.replace(/^\*\*\//, "").replaceAll("*", "x")]) === null;
