import type { Bytes } from "../bytes.ts";
import { walkContext } from "../context/walk.ts";
import { CtxcheckError } from "../errors.ts";
import { followTrail } from "../explain/trail.ts";
import { type Arrivals, arrivalsOf } from "../image/arrivals.ts";
import type { CopyFinding } from "../image/copy-checks.ts";
import type { WalkedEntry } from "../model.ts";
import { type BuildPlan, openRules, withIgnoreFile } from "../plan/plan.ts";
import type { Finding } from "./finding.ts";

/** Each line costs a comparison with every path; of more lines than these the spelling alone has to do. */
const mostTried = 200;

/** By line, the paths that it is to keep out. */
type Lines = ReadonlyMap<Bytes, ReadonlySet<Bytes>>;

type Secret = Extract<Finding, { rule: "secret-name" | "secret-content" }>;

/**
 * Tries the lines that secrets name, all together as they would be added, by a walk of the builder over the whole
 * context. A line that does not keep its file out, or without whose file an instruction fails or copies less, is taken
 * back; what a line keeps out besides is told.
 */
export function withRemedies(
  findings: readonly Finding[],
  plan: BuildPlan,
  arrivals: Arrivals | null,
): readonly Finding[] {
  const lines = linesOf(findings);
  if (lines.size === 0) return findings;
  const named = namedFiles(plan);
  const trial = tryLines(plan, arrivals, lines);
  return findings.map((finding) => {
    if (!isSecret(finding) || finding.fix === undefined || finding.path === null) return finding;
    const { fix, ...rest } = finding;
    const neededBy = named.get(finding.path) ?? brokenBy(trial.broken, finding.path, plan);
    if (neededBy !== undefined) return { ...rest, neededBy };
    if (trial.useless.has(fix)) return rest;
    const others = trial.others.get(fix);
    return others === undefined ? finding : { ...finding, alsoRemoves: others };
  });
}

const isSecret = (finding: Finding): finding is Secret =>
  finding.rule === "secret-name" || finding.rule === "secret-content";

function linesOf(findings: readonly Finding[]): Lines {
  const lines = new Map<Bytes, Set<Bytes>>();
  for (const finding of findings) {
    if (!isSecret(finding) || finding.fix === undefined || finding.path === null) continue;
    const paths = lines.get(finding.fix);
    if (paths !== undefined) paths.add(finding.path);
    else if (lines.size < mostTried) lines.set(finding.fix, new Set([finding.path]));
  }
  return lines;
}

interface Trial {
  /** Lines that do not keep out what they should, or that the builder refuses. */
  readonly useless: ReadonlySet<Bytes>;
  /** By line, what is sent now and would not be, besides what is meant. */
  readonly others: ReadonlyMap<Bytes, readonly Bytes[]>;
  /** Sources of instructions that give less with the lines than without. */
  readonly broken: readonly CopyFinding[];
}

function tryLines(plan: BuildPlan, arrivals: Arrivals | null, lines: Lines): Trial {
  const then = withLines(plan, [...lines.keys()]);
  if (then === null) return { useless: new Set(lines.keys()), others: new Map(), broken: [] };
  const arriving = arrivalsOf(then);
  const { useless, removed } = walkThen(then, arriving, lines);
  for (const line of failing(plan, then, lines)) useless.add(line);
  const known = new Set(arrivals?.copies().map(keyOf));
  return {
    useless,
    others: stillSentNow(plan, removed),
    broken: arriving?.copies().filter((copy) => !known.has(keyOf(copy))) ?? [],
  };
}

const keyOf = ({ rule, instruction, source, fails }: CopyFinding): string =>
  JSON.stringify([rule, instruction.line, source, fails]);

/** Null where the builder refuses the file. */
function withLines(plan: BuildPlan, lines: readonly Bytes[]): BuildPlan | null {
  try {
    return withIgnoreFile(plan, `${plan.ignoreFile?.content ?? ""}\n${lines.join("\n")}\n`);
  } catch (error) {
    if (error instanceof CtxcheckError) return null;
    throw error;
  }
}

interface Walked {
  readonly useless: Set<Bytes>;
  /** By line, the entries that it decides over and that it is not meant for. */
  readonly removed: Map<Bytes, WalkedEntry[]>;
}

function walkThen(then: BuildPlan, arriving: Arrivals | null, lines: Lines): Walked {
  const useless = new Set<Bytes>();
  const removed = new Map<Bytes, WalkedEntry[]>();
  const lineOf = new Map(
    [...lines].flatMap(([line, paths]) => [...paths].map((path) => [path, line] as const)),
  );
  const entry = (met: WalkedEntry) => {
    const line = lineOf.get(met.path);
    const isSent = met.below === undefined ? met.sent : met.below.sent.files > 0;
    if (isSent && line !== undefined) useless.add(line);
    const decided = met.by?.source.raw ?? "";
    const paths = isSent ? undefined : lines.get(decided);
    if (paths === undefined || isWithin(met.path, paths)) return;
    removed.set(decided, [...(removed.get(decided) ?? []), met]);
  };
  const { source, root } = then.context;
  const walk = { source, root, builder: then.builder, folder: openRules(then), measureExcluded: false };
  walkContext(walk, { entry, problem: () => {}, ...(arriving === null ? {} : { sent: arriving.sent }) });
  return { useless, removed };
}

function isWithin(path: Bytes, directories: ReadonlySet<Bytes>): boolean {
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
    if (directories.has(path.slice(0, end))) return true;
  }
  return false;
}

function stillSentNow(plan: BuildPlan, removed: Walked["removed"]): Map<Bytes, Bytes[]> {
  const rules = openRules(plan);
  const others = [...removed].map(([line, entries]): [Bytes, Bytes[]] => {
    const sent = entries.filter(({ path, type }) => {
      const { verdict, stopsAt } = followTrail(rules, path, type);
      return stopsAt === null && verdict.sent;
    });
    return [line, sent.map(({ path }) => path)];
  });
  return new Map(others.filter(([, paths]) => paths.length > 0));
}

/** For a builder that filters while it copies: the lines under which alone an instruction fails that does not now. */
function failing(plan: BuildPlan, then: BuildPlan, lines: Lines): Bytes[] {
  const failures = (one: BuildPlan | null) => one?.requested?.takings?.failed.length ?? 0;
  if (failures(then) <= failures(plan)) return [];
  return [...lines.keys()].filter((line) => failures(withLines(plan, [line])) > failures(plan));
}

/** By path, the first instruction whose source is exactly that file. */
function namedFiles({ requested, dockerfile }: BuildPlan): Map<Bytes, string> {
  const named = new Map<Bytes, string>();
  for (const { path, instruction } of requested?.request.paths ?? []) {
    const file = path.slice(1);
    if (!named.has(file)) named.set(file, `${dockerfile?.shown}:${instruction.line}`);
  }
  return named;
}

/** The first instruction that gives less without a path: it takes that, something below it, or the directory around it. */
function brokenBy(
  broken: readonly CopyFinding[],
  path: Bytes,
  { dockerfile }: BuildPlan,
): string | undefined {
  const copy = broken.find((one) => {
    const source = one.path.replace(/^\//, "");
    return source === "" || isWithin(path, new Set([source])) || isWithin(source, new Set([path]));
  });
  return copy && `${dockerfile?.shown}:${copy.instruction.line}`;
}
