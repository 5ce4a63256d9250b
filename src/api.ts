import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { builderName } from "./builders/index.ts";
import { toText } from "./bytes.ts";
import { type Entry, toEntry } from "./entry.ts";
import { CtxcheckError } from "./errors.ts";
import { listSet } from "./list.ts";
import type { Problem, SetName } from "./model.ts";
import type { PlanOptions } from "./plan/options.ts";
import { planBuild } from "./plan/plan.ts";

/** Which build is meant. Paths are relative to the working directory. */
export interface ContextOptions {
  /** The directory that would be given to the builder. */
  readonly context: string;
  /** "buildkit" (default) or "classic"; "docker" is another name of the first. */
  readonly builder?: string;
  /** The Dockerfile; where it is not found in the working directory, it is sought in the context. */
  readonly file?: string;
  /** Read this ignore file instead of the one that the builder would find. */
  readonly ignoreFile?: string;
}

/**
 * The entries of a set ("sent" by default), sorted by the bytes of their paths. Directories are listed exactly when
 * the builder sends an entry for them. Throws CtxcheckError where the builder would refuse to build.
 */
export async function listContext(options: ContextOptions & { readonly set?: SetName }): Promise<Entry[]> {
  const listing = listSet(planBuild(planOptions(options)), options.set ?? "sent");
  const refusal = listing.problems.find((problem) => problem.refusal);
  if (refusal !== undefined) throw unreadable(refusal);
  return listing.entries.map(toEntry);
}

function unreadable({ path, reason }: Problem): CtxcheckError {
  return new CtxcheckError(
    "unreadable",
    `"${toText(path) || "."}" cannot be read (${reason}); the build would fail`,
    "exclude it, or give yourself permission to read it",
  );
}

function planOptions({ context, builder, file, ignoreFile }: ContextOptions): PlanOptions {
  return {
    context,
    cwd: process.cwd(),
    builder: builderName(builder ?? "buildkit"),
    file: file === undefined ? undefined : locateFile(context, file),
    ignoreFile,
  };
}

function locateFile(context: string, file: string): string {
  return file === "-" || existsSync(file) ? file : resolve(context, file);
}
