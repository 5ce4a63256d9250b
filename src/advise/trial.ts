import type { Bytes } from "../bytes.ts";
import { Marks } from "../context/marks.ts";
import { emptySums } from "../context/totals.ts";
import type { Listener } from "../context/walk.ts";
import { unlessRefused } from "../errors.ts";
import { isBroken } from "../ignore/cursor.ts";
import type { CopyFinding } from "../image/copy-checks.ts";
import { destinationsOf } from "../image/destinations.ts";
import { type Amount, isSentAtAll, type WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { applyRules, type Decided, decidedOf, decideSame, type SizeAt, sizeAt } from "../plan/decide.ts";
import { withIgnoreFile } from "../plan/plan.ts";
import { type Change, changeFile } from "./change.ts";

/** A context whose ignore file may change. */
export interface Measured {
  readonly plan: BuildPlan;
  /** Which of its entries are currently allowed and sent. */
  readonly marks: Marks;
  readonly sent: Amount;
  /** Whether several names of one file are sent: what one adds depends on the others. */
  readonly hasHardLinks: boolean;
}

const contentOf = ({ ignoreFile }: BuildPlan, changes: readonly Change[]): Bytes =>
  changeFile(ignoreFile?.content ?? "", changes);

/** Returns the build with its ignore file changed; null if the builder rejects it or an instruction newly fails. */
export function withChanges(plan: BuildPlan, changes: readonly Change[]): BuildPlan | null {
  const then = unlessRefused(() => withIgnoreFile(plan, contentOf(plan, changes)));
  const failures = (one: BuildPlan) => one.requested?.copiedPaths?.failed.length ?? 0;
  return then === null || failures(then) > failures(plan) ? null : then;
}

/** Applies the rules of a build again, at and below some paths; to the whole context if they are null. */
export function ask(
  plan: BuildPlan,
  paths: readonly Bytes[] | null,
  entry: (entry: WalkedEntry) => void,
): void {
  applyRules(plan, paths === null ? {} : { paths }, { entry });
}

/** The same for what is allowed and sent: where nothing is, no entry is visited. */
const askSent = (plan: BuildPlan, paths: readonly Bytes[] | null, listener: Partial<Listener> = {}) =>
  applyRules(plan, { untilSettled: true, ...(paths === null ? {} : { paths }) }, listener);

/** Returns the paths on which the builder would still fail. */
const failingAt = ({ problems }: Pick<Decided, "problems">): ReadonlySet<Bytes> =>
  new Set(problems.flatMap(({ path, refusal }) => (refusal ? [path] : [])));

export function sentAt(plan: BuildPlan, paths: readonly Bytes[] | null): SizeAt {
  let empty = 0;
  const entry: Listener["entry"] = ({ arrivesEmpty, type }) => {
    if (arrivesEmpty && type === "file") empty++;
  };
  const { sent, allowed } = askSent(plan, paths, { entry }).totals;
  return { files: sent.files, bytes: sent.bytes, empty, allowed: allowed.files };
}

/** Whether a change can affect only what lies at and below its paths. */
export const isLocal = ({ plan, hasHardLinks }: Measured): boolean =>
  !hasHardLinks && !plan.patterns.some(isBroken);

/**
 * Returns what changes of the ignore file save, `before` being what is now sent at and below `paths`. The builder's
 * rules are applied again, only to that part of the tree if nothing else can change. Null if the change does not
 * exclude all of it, empties a directory of `around`, makes something arrive without its content, or is rejected.
 */
export function savedBy(
  measured: Measured,
  changes: readonly Change[],
  { paths, sent: before }: { readonly paths: readonly Bytes[]; readonly sent?: Amount | undefined },
  around: readonly Bytes[],
): Amount | null {
  const { plan, sent } = measured;
  const then = withChanges(plan, changes);
  if (then === null) return null;
  const inPart = unlessRefused(() => askSent(then, paths));
  if (inPart === null || inPart.totals.sent.files > 0) return null;
  const failing = failingAt(inPart);
  if (paths.some((path) => failing.has(path))) return null;
  if (around.some((directory) => isEmptied(measured, then, directory))) return null;
  if (isLocal(measured)) return before ?? sizeAt(measured, paths);
  const now = sizeAt(measured, [""]);
  const after = unlessRefused(() => sentAt(then, null));
  if (after === null || after.empty > now.empty) return null;
  return { files: sent.files - after.files, bytes: sent.bytes - after.bytes };
}

const isEmptied = (now: Measured, then: BuildPlan, directory: Bytes): boolean =>
  sizeAt(now, [directory]).allowed > 0 && sentAt(then, [directory]).allowed === 0;

/** Lines meant to exclude some paths. */
export interface Attempt {
  readonly paths: readonly Bytes[];
  readonly change: Change;
  readonly around: readonly Bytes[];
}

/**
 * Tests the lines of many wishes at once: those whose paths are all excluded by their own lines also work alone.
 * Nothing is known yet about the others.
 */
export function worksTogether(measured: Measured, attempts: readonly Attempt[]): readonly boolean[] {
  const { plan, marks } = measured;
  const changes = attempts.map(({ change }) => change);
  const then = withChanges(plan, changes);
  if (then === null || !isLocal(measured)) return attempts.map(() => false);
  const wanted = [...new Set(attempts.flatMap(({ paths }) => paths))];
  const verdicts = asBefore(verdictsBefore, marks, [contentOf(plan, changes), ...wanted].join("\0"), () =>
    verdictsOn(then, wanted),
  );
  return attempts.map(({ paths, change, around }) => {
    const isOut = paths.every((path) => change.lines.includes(verdicts.get(path) ?? ""));
    return isOut && !around.some((directory) => isEmptied(measured, then, directory));
  });
}

/**
 * Maps paths that are excluded entirely to the line that excludes them, without paths on which the builder would fail.
 */
function verdictsOn(plan: BuildPlan, paths: readonly Bytes[]): ReadonlyMap<Bytes, Bytes> {
  const verdicts = new Map<Bytes, Bytes>();
  const wanted = new Set(paths);
  const entry: Listener["entry"] = (walked) => {
    const { path, by } = walked;
    if (wanted.has(path) && by !== null && !isSentAtAll(walked)) verdicts.set(path, by.source.raw);
  };
  const asked = unlessRefused(() => askSent(plan, paths, { entry }));
  if (asked === null) return new Map();
  for (const path of failingAt(asked)) verdicts.delete(path);
  return verdicts;
}

interface Before<T> {
  readonly key: string;
  readonly answer: T;
}

const verdictsBefore = new WeakMap<Marks, Before<ReadonlyMap<Bytes, Bytes>>>();
const decidedBefore = new WeakMap<Marks, Before<Decided>>();

/** Builds that share the marks of what is sent now are sent the same with the same lines. */
function asBefore<T>(known: WeakMap<Marks, Before<T>>, marks: Marks, key: string, ask: () => T): T {
  const before = known.get(marks);
  if (before?.key === key) return before.answer;
  const answer = ask();
  known.set(marks, { key, answer });
  return answer;
}

/** Returns sources of instructions that yield less under changes of the ignore file than now. BuildKit only. */
export function brokenBy(plan: BuildPlan, changes: readonly Change[]): readonly CopyFinding[] {
  const then = changes.length === 0 || !asksForPaths(plan) ? null : withChanges(plan, changes);
  if (then === null) return [];
  const known = new Set(copiesOf(plan).map(keyOf));
  const decided = asBefore(decidedBefore, decidedOf(plan).marks, contentOf(plan, changes), () => {
    const marks = new Marks();
    // What is not requested is not sent, whatever the ignore file says.
    return { plan: then, marks, ...applyRules(then, { marks, passesBy: emptySums }) };
  });
  decideSame(then, decided);
  return copiesOf(then).filter((copy) => !known.has(keyOf(copy)));
}

/** A `COPY .` alone never lacks anything. */
const asksForPaths = ({ requested }: BuildPlan): boolean =>
  requested?.request.paths.some(({ path }) => path !== "/") === true;

/** Returns what the instructions of a build lack. */
export function copiesOf(plan: BuildPlan): readonly CopyFinding[] {
  const known = answers.get(plan) ?? askCopies(plan);
  answers.set(plan, known);
  return known;
}

const answers = new WeakMap<BuildPlan, readonly CopyFinding[]>();

function askCopies(plan: BuildPlan): readonly CopyFinding[] {
  return destinationsOf(plan)?.copies() ?? [];
}

const keyOf = ({ rule, instruction, source, fails }: CopyFinding): string =>
  JSON.stringify([rule, instruction.line, source, fails]);

/** Returns what a line excludes besides `path` in the directory around it. */
export function alsoOut(plan: BuildPlan, line: Bytes, path: Bytes): Bytes[] {
  const then = withChanges(plan, [{ lines: [line], replaces: null }]);
  const slash = path.lastIndexOf("/");
  const part = slash < 0 ? null : [path.slice(0, slash)];
  const before = new Set<Bytes>();
  ask(plan, part, (entry) => {
    if (isSentAtAll(entry)) before.add(entry.path);
  });
  const gone: Bytes[] = [];
  if (then !== null)
    ask(then, part, (entry) => {
      const isOut = entry.by?.source.raw === line && !isSentAtAll(entry) && before.has(entry.path);
      if (isOut && entry.path !== path) gone.push(entry.path);
    });
  return gone;
}
