import { appendTo } from "../../append.ts";
import { type Bytes, toText } from "../../bytes.ts";
import { readTracked } from "../../context/git/index-file.ts";
import { readDeciding } from "../../context/source.ts";
import { wrongOption } from "../../errors.ts";
import { type GitLine, readGitignore, translateLine } from "../../ignore/git-lines.ts";
import { gitIgnores } from "../../ignore/git-rules.ts";
import { spellPath } from "../../ignore/spell.ts";
import type { Problem, WalkedEntry } from "../../model.ts";
import type { BuildPlan } from "../../plan/build-plan.ts";
import { decide } from "../../plan/decide.ts";
import type { PlanOptions } from "../../plan/options.ts";
import { planBuild, withIgnoreFile } from "../../plan/plan.ts";
import { knownBuilds } from "../builds.ts";
import { consumerNaming } from "../consumers-of-path.ts";
import { isCredential } from "../file-kind.ts";
import { referencesOf } from "../references.ts";
import { type DraftLine, textOf } from "./draft.ts";

export interface FromGitignore {
  readonly plan: BuildPlan;
  readonly lines: readonly DraftLine[];
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
  /** Files of the tree on which git and the new file disagree. */
  readonly different: readonly Bytes[];
}

/** A line of the new file and the one it comes from. */
interface Translated {
  readonly text: Bytes;
  readonly from: GitLine;
}

/**
 * Translates the .gitignore files of the tree to Docker's syntax and fixes the lines until the builder's rules exclude
 * what git ignores, or no fix helps. Throws CtxcheckError "usage" if there is none.
 */
export function draftFromGitignore(options: PlanOptions): FromGitignore {
  const plan = planBuild({ ...options, amend: () => "" });
  const git = readAll(plan);
  if (git.length === 0) {
    throw wrongOption("from-gitignore", "no .gitignore is in the context", "ctxcheck init, without it");
  }
  const { builds } = knownBuilds(plan, { ...options, amend: () => "" });
  const now = decide({ ...plan, requested: null });
  const refers = referencesOf(now);
  const whoNeeds = (path: Bytes): string | null => {
    const consumer = consumerNaming(builds, [path]);
    const from = consumer === null ? refers(path)?.from : undefined;
    const needed = consumer === null ? from && toText(from) : `${consumer.dockerfile}:${consumer.line}`;
    return needed === undefined ? null : `${needed} names ${toText(path)}`;
  };
  const notes = new Set<string>();
  let lines = translateAll(git, notes);
  let different: readonly Bytes[] = [];
  const asked = { plan, git, whoNeeds, keeps: keeper(plan) };
  for (let round = 0; round < mostRounds; round++) {
    const answer = compare(asked, lines);
    different = answer.different;
    const fixed = fix(lines, answer, git, notes) ?? keepTracked(lines, answer, notes);
    if (fixed === null) break;
    lines = fixed;
  }
  return { plan, lines: explained(lines), notes: [...notes], problems: now.problems, different };
}

const mostRounds = 20;

/** Outer files first: inner ones take precedence. */
function readAll(plan: BuildPlan): GitLine[] {
  const { source, root } = plan.context;
  const found: Bytes[] = [];
  walkAll(plan, ({ path, type }) => {
    if (type === "file" && (path === ".gitignore" || path.endsWith("/.gitignore")) && !isOfGit(path))
      found.push(path);
  });
  return found
    .sort((a, b) => a.split("/").length - b.split("/").length || (a < b ? -1 : 1))
    .flatMap((path) => {
      const content = readDeciding(source, `${root}/${path}`, toText(path));
      return content === null
        ? []
        : readGitignore(content, toText(path), path.slice(0, -".gitignore".length));
    });
}

const isOfGit = (path: Bytes): boolean =>
  path === ".git" || path.startsWith(".git/") || path.includes("/.git/");

function walkAll(plan: BuildPlan, entry: (entry: WalkedEntry) => void): void {
  decide({ ...plan, requested: null }, { measureExcluded: true, listener: { entry } });
}

function translateAll(git: readonly GitLine[], notes: Set<string>): Translated[] {
  return git.flatMap((from) => {
    const translation = translateLine(from);
    if ("untranslated" in translation) {
      notes.add(`${placeOf(from)} is left out: ${translation.untranslated}`);
      return [];
    }
    if (from.exception && from.directoryOnly && /^[*?/]*$/.test(translation.pattern)) {
      notes.add(
        `${placeOf(from)} is left out: it re-includes only directories, and Docker would re-include their contents, too`,
      );
      return [];
    }
    return [{ text: `${from.exception ? "!" : ""}${translation.pattern}`, from }];
  });
}

const placeOf = ({ file, line, raw }: GitLine): string => `${file}:${line} ${JSON.stringify(toText(raw))}`;

interface Answer {
  readonly different: readonly Bytes[];
  /** Lines that exclude something needed, with what needs it. */
  readonly breaking: ReadonlyMap<Bytes, string>;
  /** Directory-only lines that exclude a file. */
  readonly onFiles: ReadonlySet<Bytes>;
  /** Exceptions that re-include something although git ignores the directory. */
  readonly tooMuch: ReadonlyMap<Bytes, Bytes>;
  /** Files that git tracks and a line excludes, keyed by line. */
  readonly tracked: ReadonlyMap<Bytes, readonly Bytes[]>;
}

const textsOf = (lines: readonly Translated[]): Bytes => textOf(explained(lines));

interface Asked {
  readonly plan: BuildPlan;
  readonly git: readonly GitLine[];
  readonly whoNeeds: (path: Bytes) => string | null;
  readonly keeps: (path: Bytes) => boolean;
}

/** Git keeps tracking a file, whatever a .gitignore says; a credential is excluded anyway. */
function keeper({ context }: BuildPlan): (path: Bytes) => boolean {
  const tracked = context.source.origin === undefined ? readTracked(context) : null;
  return (path) => tracked?.files.has(path) === true && !isCredential(path);
}

function compare({ plan, git, whoNeeds, keeps }: Asked, lines: readonly Translated[]): Answer {
  const ignores = gitIgnores(git);
  const ofDirectories = new Set(lines.filter(({ from }) => from.directoryOnly).map(({ text }) => text));
  const different: Bytes[] = [];
  const breaking = new Map<Bytes, string>();
  const onFiles = new Set<Bytes>();
  const tooMuch = new Map<Bytes, Bytes>();
  const tracked = new Map<Bytes, Bytes[]>();
  walkAll(withIgnoreFile(plan, textsOf(lines)), ({ path, type, below, allowed, by, because }) => {
    const line = by?.source.raw ?? "";
    if (isOfGit(path)) return;
    if (!allowed && because !== "parent-not-entered") {
      const needed = whoNeeds(path);
      if (needed !== null) breaking.set(line, needed);
    }
    if (keeps(path)) {
      if (allowed) return;
      appendTo(tracked, line, path);
      different.push(path);
      return;
    }
    if (below !== undefined || ignores(path, type === "directory") !== allowed) return;
    different.push(path);
    if (!allowed && ofDirectories.has(line)) onFiles.add(line);
    if (allowed && by?.exception === true) tooMuch.set(line, path);
  });
  return { different, breaking, onFiles, tooMuch, tracked };
}

/** A line that needs more exceptions than this is dropped: nobody reads so many. */
const mostKept = 20;

/** Returns null if every file that git tracks is already allowed. */
function keepTracked(
  lines: readonly Translated[],
  { tracked }: Answer,
  notes: Set<string>,
): Translated[] | null {
  const kept = lines.filter(({ text }) => (tracked.get(text)?.length ?? 0) <= mostKept);
  for (const line of lines.filter((one) => !kept.includes(one)))
    notes.add(
      `${placeOf(line.from)} is left out: git tracks ${tracked.get(line.text)?.length} files that it names`,
    );
  const known = new Set(lines.map(({ text }) => text));
  const exceptions = kept.flatMap(({ text, from }) =>
    (tracked.get(text) ?? []).map((path) => ({ text: `!${spellPath(path)}`, from })),
  );
  const added = exceptions.filter(({ text }) => !known.has(text));
  return added.length === 0 && kept.length === lines.length ? null : [...kept, ...added];
}

/** Returns null if there is nothing to fix. */
function fix(
  lines: readonly Translated[],
  { breaking, onFiles, tooMuch }: Answer,
  git: readonly GitLine[],
  notes: Set<string>,
): Translated[] | null {
  const known = new Set(lines.map(({ text }) => text));
  let changed = false;
  const fixed = lines.flatMap((line): Translated[] => {
    const breaks = breaking.get(line.text);
    if (breaks !== undefined) {
      notes.add(`${placeOf(line.from)} is left out: ${breaks}`);
      changed = true;
      return [];
    }
    if (onFiles.has(line.text) && !line.text.endsWith("/**")) {
      changed = true;
      return [{ ...line, text: `${line.text}/**` }];
    }
    const path = tooMuch.get(line.text);
    const around = path === undefined ? null : ignoredAround(path, git);
    const inside = around === null ? null : insideOf(around);
    if (inside === null || around === null || isBehind(lines, line, inside)) return [line];
    changed = true;
    return [line, { text: inside, from: around }];
  });
  return changed && known.size > 0 ? fixed : null;
}

function isBehind(lines: readonly Translated[], line: Translated, text: Bytes): boolean {
  return lines.slice(lines.indexOf(line)).some((other) => other.text === text);
}

/** Returns the pattern for everything in a directory that git ignores. */
function insideOf(line: GitLine): Bytes | null {
  const translation = translateLine(line);
  return "pattern" in translation ? `${translation.pattern.replace(/\/\*\*$/, "")}/**` : null;
}

/** Returns the line by which git ignores a directory above the path. */
function ignoredAround(path: Bytes, git: readonly GitLine[]): GitLine | null {
  const names = path.split("/");
  for (let depth = 1; depth < names.length; depth++) {
    const directory = names.slice(0, depth).join("/");
    if (!gitIgnores(git)(directory, true)) continue;
    return git.findLast((line) => !line.exception && gitIgnores([line])(directory, true)) ?? null;
  }
  return null;
}

const history: DraftLine = { text: ".git", comment: "The history of Git, which no .gitignore names" };

function explained(lines: readonly Translated[]): DraftLine[] {
  return [history, ...lines.map(({ text, from }) => ({ text, comment: `From ${from.file}` }))];
}
