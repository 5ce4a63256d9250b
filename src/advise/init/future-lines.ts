import type { Bytes } from "../../bytes.ts";
import { gitNames } from "../../context/git/ignored-names.ts";
import { isFailure } from "../../context/source.ts";
import type { Junk } from "../../ecosystems/ecosystem.ts";
import { ecosystems } from "../../ecosystems/index.ts";
import { isEverywhere, type Row } from "../../survey/junk.ts";
import type { Situation } from "../learned.ts";
import { decideNeed } from "../needs.ts";
import type { DraftLine } from "./draft.ts";

const made: ReadonlySet<Junk["kind"]> = new Set(["installed", "output", "cache", "report", "logs"]);

/**
 * Returns lines for what does not exist yet, as in a fresh clone, except what an instruction mentions and what is not
 * certain.
 */
export function futureLines(situation: Situation): (DraftLine & { readonly title: string })[] {
  const { plan, junkRows, builds } = situation;
  const sources = builds.flatMap((build) => build.sources.flatMap(({ paths }) => paths));
  const named = new Set(sources.flatMap((path) => path.split("/")));
  const ignores = gitNames(plan.context);
  const found = new Set(junkRows.found.map(({ junk }) => junk));
  const depthOf = ({ junk: { name, kind, type } }: Row): Depth | null => {
    if (!made.has(kind)) return null;
    const [example, isDirectory] = [name.replaceAll("*", "x"), type === "directory"];
    if (ignores(`x/x/${example}`, isDirectory)) return "everywhere";
    return ignores(example, isDirectory) ? "root" : null;
  };
  const isExpected = (row: Row, ignored: Depth | null): boolean => {
    const { junk, ecosystem } = row;
    const { name, kind, certain } = junk;
    if (found.has(junk) || named.has(name)) return false;
    if (kind === "vcs") return name === ".git";
    const isAtHand = ecosystem.marks.length === 0 || junkRows.anywhere.has(ecosystem);
    if (ignored !== null) return isAtHand || certain === true;
    if (certain !== true)
      return junk.holds !== undefined && junkRows.atRoot.has(ecosystem) && isFree(name, situation);
    return kind !== "output" && isAtHand;
  };
  const rows = ecosystems.flatMap((ecosystem) => ecosystem.junk.map((junk) => ({ junk, ecosystem })));
  const lines = rows.flatMap((row) => {
    const ignored = depthOf(row);
    if (!isExpected(row, ignored) || !mayGo(row, ignored !== null, situation)) return [];
    const { junk, ecosystem } = row;
    const text = isEverywhere(junk) || ignored === "everywhere" ? `**/${junk.name}` : junk.name;
    const comment = `${ecosystem.title}: not present yet, but likely`;
    return [{ text, comment, title: ecosystem.title }];
  });
  return lines.filter(({ text }, at) => lines.findIndex((other) => other.text === text) === at);
}

/** Where a .gitignore matches a name. */
type Depth = "root" | "everywhere";

const isFree = (name: Bytes, { plan: { context } }: Situation): boolean =>
  isFailure(context.source.stats(`${context.root}/${name}`));

/**
 * Without a known Dockerfile, nothing is known to need what a tool regenerates. What git ignores is in no clone: the
 * build makes it if it runs a tool of its kind.
 */
function mayGo({ junk, ecosystem }: Row, isIgnored: boolean, situation: Situation): boolean {
  const { name, kind } = junk;
  if (situation.builds.length === 0 && made.has(kind)) return true;
  const found = {
    ...{ junk, ecosystem, paths: [name], sent: undefined, isEvery: true },
    projects: new Set<Bytes>(),
  };
  const need = decideNeed(found, { ...situation, isBlind: false });
  if (need.needed) return false;
  if (need.confidence === "low")
    return isIgnored && (usesTool(ecosystem, situation) || !situation.junkRows.anywhere.has(ecosystem));
  return need.confidence === "high" || made.has(kind);
}

const usesTool = ({ tools = [], makes }: Row["ecosystem"], { builds }: Situation): boolean =>
  builds.some(({ commands: { run } }) =>
    [makes, ...tools.flatMap(({ installs, builds: making }) => [installs, making])].some(
      (command) => command?.test(run) === true,
    ),
  );
