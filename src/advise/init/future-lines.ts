import type { Bytes } from "../../bytes.ts";
import { isFailure } from "../../context/source.ts";
import type { Litter } from "../../ecosystems/ecosystem.ts";
import { ecosystems } from "../../ecosystems/index.ts";
import { readGitignore } from "../../ignore/git-lines.ts";
import { gitIgnores } from "../../ignore/git-rules.ts";
import { readFile } from "../history.ts";
import type { Situation } from "../learned.ts";
import { isEverywhere, type Row } from "../litter.ts";
import { judgeNeed } from "../needs.ts";
import type { DraftLine } from "./draft.ts";

const made: ReadonlySet<Litter["kind"]> = new Set(["installed", "output", "cache", "report", "logs"]);

/** What is not there yet, in a fresh clone. Nothing that an instruction speaks of, and nothing that is not sure. */
export function futureLines(situation: Situation): (DraftLine & { readonly title: string })[] {
  const { plan, litters, builds } = situation;
  const sources = builds.flatMap((build) => build.sources.flatMap(({ paths }) => paths));
  const named = new Set(sources.flatMap((path) => path.split("/")));
  const isIgnored = gitIgnores(readGitignore(readFile(plan.context, ".gitignore"), ".gitignore", ""));
  const found = new Set(litters.found.map(({ litter }) => litter));
  const isExpected = ({ litter, ecosystem }: Row): boolean => {
    const { name, kind, type } = litter;
    if (found.has(litter) || named.has(name)) return false;
    if (kind === "vcs") return name === ".git";
    const isAtHand = ecosystem.marks.length === 0 || litters.anywhere.has(ecosystem);
    if (!name.includes("*") && made.has(kind) && isIgnored(name, type === "directory")) return isAtHand;
    if (litter.certain !== true)
      return litter.holds !== undefined && litters.atRoot.has(ecosystem) && isFree(name, situation);
    return kind !== "output" && isAtHand;
  };
  const rows = ecosystems.flatMap((ecosystem) => ecosystem.litter.map((litter) => ({ litter, ecosystem })));
  const lines = rows.filter(isExpected).flatMap(({ litter, ecosystem }) => {
    if (!mayGo({ litter, ecosystem }, situation)) return [];
    const text = isEverywhere(litter) ? `**/${litter.name}` : litter.name;
    const comment = `${ecosystem.title}: not here now, but likely to come`;
    return [{ text, comment, title: ecosystem.title }];
  });
  return lines.filter(({ text }, at) => lines.findIndex((other) => other.text === text) === at);
}

const isFree = (name: Bytes, { plan: { context } }: Situation): boolean =>
  isFailure(context.source.stats(`${context.root}/${name}`));

/** Where no Dockerfile is known, nothing is known to need what a tool makes anew. */
function mayGo(row: Row, situation: Situation): boolean {
  const { name, kind } = row.litter;
  if (situation.builds.length === 0 && made.has(kind)) return true;
  const found = { ...row, paths: [name], sent: undefined, isEvery: true, projects: new Set<Bytes>() };
  const need = judgeNeed(found, { ...situation, isBlind: false });
  return !need.needed && (need.confidence === "high" || (need.confidence === "medium" && made.has(kind)));
}
