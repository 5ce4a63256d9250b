import type { Bytes } from "../bytes.ts";
import { Marks } from "../context/marks.ts";
import { type Listener, walkContext } from "../context/walk.ts";
import type { EntryType, Problem, SetName, Totals } from "../model.ts";
import type { BuildPlan } from "./build-plan.ts";
import { openRules } from "./plan.ts";

/** An entry that is allowed or sent. */
export interface DecidedEntry {
  /** In the tree: the same in everything that is decided over one tree. */
  readonly id: number;
  /** Relative to the context. */
  readonly path: Bytes;
  readonly type: EntryType;
  /** Bytes of a regular file. */
  readonly size: number;
  readonly allowed: boolean;
  readonly sent: boolean;
  readonly arrivesEmpty: boolean;
}

/** What the rules of a build make of its tree, and what could not be read on the way. */
export interface Decided {
  readonly plan: BuildPlan;
  readonly totals: Record<SetName, Totals>;
  readonly problems: readonly Problem[];
  readonly marks: Marks;
}

/** What is to be decided. */
export interface DecideOptions {
  /** Only what lies at or below these, relative to the context; nothing else is asked. */
  readonly paths?: readonly Bytes[];
  /** Go into what is excluded too, to measure it. */
  readonly measureExcluded?: boolean;
  /** Hears every entry, in the order of the builder. */
  readonly listener?: Partial<Listener>;
}

/**
 * Asks the rules of a build about its tree, in the order of the builder. Directories that nobody has read are read now; all
 * else is in memory. Throws CtxcheckError where the builder refuses a pattern while it walks.
 */
export function decide(plan: BuildPlan, { listener, ...options }: DecideOptions = {}): Decided {
  const { source, root } = plan.context;
  const marks = new Marks();
  const problems: Problem[] = [];
  const walk = { source, root, builder: plan.builder, folder: openRules(plan), marks };
  const totals = walkContext(
    { measureExcluded: false, ...walk, ...options },
    {
      entry: () => {},
      ...listener,
      problem: (problem) => {
        problems.push(problem);
        listener?.problem?.(problem);
      },
    },
  );
  return { plan, totals, problems, marks };
}

/**
 * Every entry that is allowed or sent, in no order that means anything.
 */
export function* entriesOf({ plan, marks }: Decided): Generator<DecidedEntry> {
  const { source: tree, root } = plan.context;
  const top = tree.open(root);
  for (let id = 0; id < tree.count; id++) {
    if (marks.allowed(id) || marks.sent(id)) yield entryAt(id, top, { plan, marks });
  }
}

/** What two decisions over one tree make otherwise: the entry as the second has it. */
export function* changed(one: Decided, other: Decided): Generator<DecidedEntry> {
  const { source: tree, root } = other.plan.context;
  const top = tree.open(root);
  for (const id of other.marks.differing(one.marks, tree.count)) yield entryAt(id, top, other);
}

/**
 * The same is allowed and sent, with the same content.
 */
export const isSame = (one: Decided, other: Decided): boolean => changed(one, other).next().done === true;

function entryAt(id: number, top: number, { plan, marks }: Pick<Decided, "plan" | "marks">): DecidedEntry {
  const { source: tree } = plan.context;
  return {
    id,
    path: tree.pathAt(id, top),
    type: tree.typeAt(id),
    size: tree.sizeAt(id),
    allowed: marks.allowed(id),
    sent: marks.sent(id),
    arrivesEmpty: marks.arrivesEmpty(id),
  };
}
