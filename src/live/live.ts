import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Bytes, fromText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { type Changes, type Followed, followDisk, markOf, type Trouble } from "../context/follow.ts";
import { isFailure } from "../context/source.ts";
import { openTree, type Tree } from "../context/tree.ts";
import { differenceOf, isEmpty } from "../diff/difference.ts";
import type { Difference } from "../diff/model.ts";
import { unlessRefused } from "../errors.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { PlanOptions } from "../plan/options.ts";
import { planBuild } from "../plan/plan.ts";
import type { Report } from "../report-model.ts";
import { type Invalidated, invalidatedBy } from "./invalidated.ts";
import { swiftly } from "./swift.ts";

/**
 * A report, or the difference from the previous one; `invalidated` is null if that was already reported, and this is
 * the rest.
 */
export type Step =
  | { readonly first: Report }
  | { readonly difference: Difference; readonly invalidated: Invalidated | null };

export interface LiveOptions {
  readonly report: {
    /** Marks what is at these absolute paths as changed; null: anything may have changed. */
    forget(paths: readonly Bytes[] | null): void;
    /** Returns null if there is no report. */
    make(source: Tree): Promise<Report | null>;
  };
  onTrouble(trouble: Trouble): void;
}

export interface Live {
  first(): Promise<Report | null>;
  /** Waits for a change that makes, or may make, a difference. */
  next(): Promise<Step>;
}

/** Milliseconds: without a further change until it is reported; at most after the first one; between two polls. */
const [quiet, longest, pollEvery] = [40, 400, 2_000];
/**
 * Maximum milliseconds to wait for a further change, for as long as a report takes, before findings are computed,
 * because the change would have to wait for them.
 */
const mostOwed = 10_000;
/** Number of entries listed again after which the tree is read anew: memory is limited. */
const mostDead = 500_000;

export function openLive(options: PlanOptions, { report, onTrouble }: LiveOptions): Live {
  const path = resolve(options.cwd, options.context);
  let polls = false;
  let wake = () => {};
  let lastEvent = 0;
  const follow = (): Followed =>
    followDisk({
      onChange: () => {
        lastEvent = performance.now();
        wake();
      },
      onTrouble: (trouble) => {
        polls ||= trouble.kind === "no-watches";
        onTrouble(trouble);
      },
    });
  let followed = follow();
  let tree = openTree(followed.source);
  let mark = markOf(path);
  let last: Report | null = null;
  let plan: BuildPlan | null = null;
  let cost = 0;

  const make = async () => {
    const start = performance.now();
    const made = await report.make(tree);
    cost = performance.now() - start;
    return made;
  };
  /** Discards everything that was read before. */
  const restart = () => {
    followed.close();
    if (!polls) followed = follow();
    tree = openTree(polls ? disk : followed.source);
    mark = markOf(path);
  };
  /** Whether the last report still lacks its findings. */
  let owed = false;
  const waitForChange = async () => {
    if (polls || mark === null) return sleep(Math.max(mark === null ? 300 : pollEvery, 5 * cost));
    if (!followed.isChanged())
      await new Promise<void>((done) => {
        wake = done;
        if (owed) setTimeout(done, Math.min(cost, mostOwed));
      });
    wake = () => {};
    const start = performance.now();
    while (performance.now() - lastEvent < quiet && performance.now() - start < longest)
      await sleep(quiet / 4);
  };
  /** Returns the paths that differ, possibly none; null if they have to be found by comparison. */
  const renew = (): Bytes[] | null => {
    const changes = polls ? null : followed.take();
    if (changes === null || mark !== markOf(path) || tree.dead > mostDead) {
      restart();
      return null;
    }
    const different = differentIn(changes, tree);
    if (different.length > 0) {
      tree.renew(changes);
      report.forget(different);
    }
    return different;
  };
  const planNow = () => unlessRefused(() => planBuild({ ...options, source: tree }));
  /** Returns only the change, if it can be reported alone. */
  const reportSwiftly = (paths: readonly Bytes[]): Step | null => {
    owed = false;
    const now = planNow();
    if (last === null || plan === null || now === null) return null;
    const swift = swiftly(last, paths, plan, now);
    if (swift === null) return null;
    const { from, after } = swift;
    const difference = between(from, after);
    const invalidated = invalidatedBy({ after, difference, touched: paths, before: plan, plan: now });
    [last, plan, owed] = [swift.whole, now, true];
    return invalidated && { difference, invalidated };
  };
  const step = async (): Promise<Step | null> => {
    await waitForChange();
    const isRest = owed && !polls && !followed.isChanged();
    const before = tree;
    const paths = isRest ? [] : renew();
    if ((paths?.length === 0 && !isRest) || (mark === null && last === null)) return null;
    if (paths === null) report.forget(null);
    else if (!isRest) {
      const reported = reportSwiftly(paths);
      if (owed) return reported;
    }
    return reportAll(paths, before, isRest);
  };
  const reportAll = async (
    paths: readonly Bytes[] | null,
    before: Tree,
    isRest: boolean,
  ): Promise<Step | null> => {
    owed = false;
    const after = await make();
    if (after === null) {
      last = mark === null ? null : last;
      return null;
    }
    const [from, planBefore] = [last, plan];
    [last, plan] = [after, planNow()];
    if (from === null) return { first: after };
    if (plan === null || planBefore === null) return null;
    const difference = between(from, after);
    if (isRest) return isEmpty(difference) ? null : { difference, invalidated: null };
    const touched = paths ?? touchedIn(after, before, tree, plan.context.root);
    const invalidated = invalidatedBy({ after, difference, touched, before: planBefore, plan });
    return invalidated && { difference, invalidated };
  };
  return {
    first: async () => {
      last = await make();
      plan = planNow();
      return last;
    },
    next: async () => {
      for (;;) {
        const made = await step();
        if (made !== null) return made;
      }
    },
  };
}

const between = (from: Report, after: Report): Difference =>
  differenceOf(from, after, { from: "before", to: "now", withoutGit: false });

/** An event may be about nothing: a file that was only read, or touched but not changed. */
function differentIn(changes: Changes, tree: Tree): Bytes[] {
  return [...changes].flatMap(([directory, names]) =>
    names === null
      ? [directory]
      : [...names].map((name) => `${directory}/${name}`).filter((path) => isDifferent(path, tree)),
  );
}

function isDifferent(path: Bytes, tree: Tree): boolean {
  const [before, now] = [tree.known(path), disk.stats(path)];
  // Directories around a context are watched, too, and others create files there.
  if (before === null && !tree.concerns(path)) return false;
  if (before === null || isFailure(before) || isFailure(now))
    return !(isFailure(now) && (before === null || isFailure(before)));
  if (now.isDirectory() || before.isDirectory()) return true;
  return before.mtimeMs !== now.mtimeMs || before.size !== now.size || before.mode !== now.mode;
}

/** If no event says what changed: returns the files that are sent and differ from the previous tree. */
function touchedIn(after: Report, before: Tree, tree: Tree, root: Bytes): Bytes[] {
  return (after.files ?? []).flatMap(({ path }) => {
    const at = `${root}/${fromText(path)}`;
    const [one, other] = [before.known(at), tree.known(at)];
    if (one === null || other === null || isFailure(one) || isFailure(other)) return [];
    return one.mtimeMs === other.mtimeMs && one.size === other.size && one.mode === other.mode ? [] : [at];
  });
}
