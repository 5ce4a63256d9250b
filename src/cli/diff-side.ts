import { resolve } from "node:path";
import { fromText, toBuffer } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { openElsewhere } from "../context/elsewhere.ts";
import { isFailure, type Source, typeOf } from "../context/source.ts";
import { openTree } from "../context/tree.ts";
import type { Side } from "../diff/model.ts";
import type { SideBuild } from "../diff/saved-report.ts";
import { wrongUse } from "../errors.ts";
import { inspectBuild } from "../inspect.ts";
import type { InspectOptions } from "../inspect-options.ts";
import { beyondLimit, limits } from "../limits.ts";
import { decidedOf } from "../plan/decide.ts";
import { planBuild } from "../plan/plan.ts";
import type { Report } from "../report-model.ts";
import { filesOf } from "../survey/listed-files.ts";
import type { Io } from "./io.ts";

/** Meaning of one operand of `ctxcheck diff`. */
export interface Meaning {
  /** "stdin": an archive. */
  readonly kind: "commit" | "directory" | "report" | "stdin";
  readonly word: string;
}

/** Returns how a side is inspected; null for a saved report. Throws CtxcheckError. */
export async function optionsOfSide(
  { kind, word }: Meaning,
  options: InspectOptions,
  withoutGit: boolean,
  stdin: Io["stdin"],
): Promise<InspectOptions | null> {
  switch (kind) {
    case "stdin":
    case "report": {
      const archive = await openElsewhere(word, options.cwd, () => stdin);
      if (archive === null) return null;
      if (archive.dockerfile !== undefined)
        throw wrongUse("diff: there is no archive on stdin", "tar -c . | ctxcheck diff - .");
      const { source, root } = archive;
      return { ...options, source: openTree(source), root, context: word };
    }
    case "directory": {
      const source = withoutGit ? openTree(gitless) : options.source;
      return { ...options, source, context: word };
    }
    case "commit": {
      const { gitSource } = await import("../context/git/source.ts");
      const source = openTree(gitSource(fromText(resolve(options.cwd, options.context)), word));
      return { ...options, source };
    }
  }
}

/** Reads a side for comparison. Throws CtxcheckError. */
export async function readSide(
  meaning: Meaning,
  options: InspectOptions,
  withoutGit: boolean,
  stdin: Io["stdin"],
): Promise<Side> {
  const ofSide = await optionsOfSide(meaning, options, withoutGit, stdin);
  return ofSide === null ? readReport(meaning.word, options.cwd) : listed(await inspectBuild(ofSide), ofSide);
}

/** Adds the files, of which no list is stored. */
export const listed = (report: Report, options: InspectOptions): Side => ({
  ...report,
  files: filesOf(decidedOf(planBuild(options))),
});

/** The disk without what a commit cannot contain. */
export const gitless: Source = {
  ...disk,
  list: (path) => {
    const entries = disk.list(path);
    return isFailure(entries) ? entries : entries.filter(({ name }) => name !== ".git");
  },
};

/** Words that can only be a path. */
const isPath = /^\.{0,2}\/|^\.{1,2}$|\/$/;

/**
 * Returns the meaning of a word: `git:<commit>`, and what only git knows, is a commit, of which the directory `context`
 * is used; what exists is a directory or a saved report. Throws CtxcheckError "usage" for a word that is both.
 */
export async function meaningOf(
  word: string,
  options: Pick<InspectOptions, "cwd" | "context">,
): Promise<Meaning> {
  if (word.startsWith("git:")) return { kind: "commit", word: word.slice("git:".length) };
  const place = fromText(resolve(options.cwd, word));
  const stats = disk.stats(disk.realPath(place) ?? place);
  const type = isFailure(stats) ? null : typeOf(stats);
  const isCommit = !isPath.test(word) && (await isKnownToGit(word, options));
  if (type === null && isCommit) return { kind: "commit", word };
  if (type === null) throw unknown(word);
  if (isCommit) throw ambiguous(word, type);
  return { kind: type === "directory" ? "directory" : "report", word };
}

async function isKnownToGit(
  word: string,
  { cwd, context }: Pick<InspectOptions, "cwd" | "context">,
): Promise<boolean> {
  const { isCommit } = await import("../context/git/source.ts");
  return isCommit(fromText(resolve(cwd, context)), word);
}

const unknown = (word: string) =>
  wrongUse(
    `diff: "${word}" is neither a directory, nor a saved report, nor a commit of the repository that contains the context`,
    "name a directory, a file of --format json, or a branch, tag or commit; --context names the context of the commit",
  );

const ambiguous = (word: string, type: string) =>
  wrongUse(
    `diff: "${word}" is a ${type} and a commit of the repository`,
    `write ./${word} for the ${type}, git:${word} for the commit`,
  );

export async function readReport(word: string, cwd: string): Promise<Side> {
  const { readSavedReport } = await import("../diff/saved-report.ts");
  return readSavedReport(textOf(word, cwd), word);
}

/** Reads a saved report of all builds. Throws CtxcheckError. */
export async function readBuilds(word: string, cwd: string): Promise<readonly SideBuild[]> {
  const { readSavedBuilds } = await import("../diff/saved-report.ts");
  return readSavedBuilds(textOf(word, cwd), word);
}

function textOf(word: string, cwd: string): string {
  const path = fromText(resolve(cwd, word));
  const read = disk.read(disk.realPath(path) ?? path);
  if (isFailure(read) && read.failed === "EFBIG")
    beyondLimit(`diff: "${word}" is larger than ${limits.wholeFile} bytes`);
  if (isFailure(read)) {
    throw wrongUse(`diff: "${word}" cannot be read (${read.failed})`, "check its permissions");
  }
  return toBuffer(read.content).toString();
}
