import type { Bytes } from "../bytes.ts";
import { readHistory } from "../context/git/history.ts";
import type { Amount } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { type Usage, walkUsage } from "./usage.ts";

/** What a second build on the same builder sends after the changes of the last commit. */
export interface SentAgain extends Amount {
  /** Files that the commit changed, whether they are sent or not. */
  readonly changed: number;
  /** Why it is unknown; null if it is known. */
  readonly problem: string | null;
}

/**
 * Runs git. BuildKit keeps what it received and requests what differs; every other builder receives everything again.
 */
export function sentAgain({ root }: Usage, { builder, context }: BuildPlan): SentAgain {
  const { commits, problem } = readHistory(context.root, 1, context.source.origin?.commit);
  const [changed] = commits;
  if (changed === undefined)
    return { changed: 0, files: 0, bytes: 0, problem: problem ?? "there are no commits" };
  if (builder.name !== "buildkit") return { changed: changed.length, ...root.sizes.sent, problem: null };
  const paths: ReadonlySet<Bytes> = new Set(changed);
  let files = 0;
  let bytes = 0;
  for (const { path, node } of walkUsage(root)) {
    if (node.type === "directory" || !node.sent || !paths.has(path)) continue;
    files++;
    bytes += node.sizes.sent.bytes;
  }
  return { changed: changed.length, files, bytes, problem: null };
}
