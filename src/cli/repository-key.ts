import { createHash } from "node:crypto";
import { toText } from "../bytes.ts";
import { isFailure } from "../context/source.ts";
import type { Placed } from "../repository/part.ts";
import type { Settled } from "./command.ts";
import type { FoundBuilds } from "./found-builds.ts";
import { version } from "./version.ts";

/** Options that change nothing of what is found. */
const howToShow = new Set([
  "context",
  "format",
  "shard",
  "balance",
  "color",
  "quiet",
  "verbose",
  "threads",
  "open",
  "all",
]);

/** What all machines of one report have in common: version, commit, builds, options. */
export function keyOf(all: readonly Placed[], found: FoundBuilds, { settings }: Settled): string {
  const options = [...settings]
    .filter(([name]) => !howToShow.has(name))
    .map(([name, given]) => [name, given.map(({ value }) => value)])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  const builds = all.map(({ build }) => found.secrets.maskBuild(build));
  const what = [version, headOf(found), builds, found.problems, options];
  return createHash("sha256").update(JSON.stringify(what)).digest("hex");
}

/** The commit that is checked out, as git's files say; null where there is none. No program is run. */
function headOf({ repository: { tree, root } }: FoundBuilds): string | null {
  const lineOf = (name: string): string | null => {
    const read = tree.read(`${root}/.git/${name}`);
    return isFailure(read) ? null : toText(read.content).trim();
  };
  const head = lineOf("HEAD");
  const ref = /^ref: (refs\/[\w./-]+)$/.exec(head ?? "")?.[1];
  if (ref === undefined) return head;
  const packed = lineOf("packed-refs")
    ?.split("\n")
    .find((line) => line.endsWith(` ${ref}`));
  return lineOf(ref) ?? packed?.split(" ")[0] ?? null;
}
