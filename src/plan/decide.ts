import type { Bytes } from "../bytes.ts";
import { Marks } from "../context/marks.ts";
import { type Listener, walkContext } from "../context/walk.ts";
import { unlessRefused } from "../errors.ts";
import type { EntryType, Problem, SetName, Totals } from "../model.ts";
import { type BuildPlan, openRules, withIgnoreFile } from "./plan.ts";

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
  /** An instruction fails, and the build with it (a builder that filters while it copies). */
  readonly fails: boolean;
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
  return { plan, totals, problems, fails: (plan.requested?.takings?.failed.length ?? 0) > 0, marks };
}

/**
 * What the build would make of its tree with these lines at the end of its ignore file. The disk is not asked again for what
 * it has told. Null where the builder refuses the file, or a pattern while it walks.
 *
 * @public
 */
export function tryLines(plan: BuildPlan, lines: readonly Bytes[], options?: DecideOptions): Decided | null {
  const content = plan.ignoreFile?.content ?? "";
  const end = content === "" || content.endsWith("\n") ? "" : "\n";
  return tryContent(plan, `${content}${end}${lines.map((line) => `${line}\n`).join("")}`, options);
}

/** The same with other content of the ignore file. */
export function tryContent(plan: BuildPlan, content: Bytes, options?: DecideOptions): Decided | null {
  return unlessRefused(() => decide(withIgnoreFile(plan, content), options));
}

/**
 * Every entry that is allowed or sent, in no order that means anything.
 *
 * @public
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
 *
 * @public
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
