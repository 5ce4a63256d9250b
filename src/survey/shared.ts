import { opensEverything } from "../findings/lint/walk-cost.ts";
import type { Measured } from "../gate/check-budgets.ts";
import { isBroken } from "../ignore/cursor.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { Report } from "../report-model.ts";
import { KnownBelow } from "./below.ts";
import { EarlierScan } from "./earlier.ts";

/** What builds share that read the same ignore file for the same context. */
export interface Group {
  readonly patterns: readonly Pattern[];
  readonly known: KnownBelow;
}

/** Results for a build, whatever its name, and who received its entries. */
export interface Inspected {
  readonly report: Report;
  readonly measured: ReadonlyMap<string, Measured>;
  readonly onEntry: ((entry: WalkedEntry) => void) | undefined;
}

/** What is determined once for several builds over one tree, inspected with the same options. */
export class Shared {
  readonly earlier = new EarlierScan();
  /** Keyed by the words that define a build. */
  readonly inspected = new Map<string, Inspected>();
  readonly #groups = new Map<string, Group>();

  /** Returns null if its builder or a broken pattern does not allow it. */
  groupOf({ builder, context, ignoreFile, patterns, unfiltered }: BuildPlan): Group | null {
    // If the builder never reaches a broken pattern, it does not fail the build (rule B11).
    if (unfiltered || patterns.some(isBroken)) return null;
    const { shown, why, content } = ignoreFile ?? { shown: "", why: "", content: "" };
    const key = [builder.name, builder.title, context.root, shown, why, patterns.length, content].join("\0");
    const known = new KnownBelow(context.source, isNotable);
    const group = this.#groups.get(key) ?? { patterns, known };
    this.#groups.set(key, group);
    return group;
  }
}

/**
 * What rules report although it is not sent: misplaced ignore files, special files, what an exception with a wildcard
 * names.
 */
const isNotable = ({ name, type, allowed, by }: WalkedEntry): boolean =>
  (type !== "directory" && /ignore/i.test(name)) ||
  (type !== "file" && type !== "directory" && type !== "symlink") ||
  (allowed && by !== null && opensEverything(by));
