import { KnownBelow } from "../context/below.ts";
import { opensEverything } from "../findings/lint/walk-cost.ts";
import { isBroken } from "../ignore/cursor.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { EarlierScan } from "./earlier.ts";

/** What builds have in common that read the same ignore file for the same context. */
interface Group {
  readonly patterns: readonly Pattern[];
  readonly known: KnownBelow;
}

/** What is found out once for several builds over one tree, inspected with the same options. */
export class Shared {
  readonly earlier = new EarlierScan();
  readonly #groups = new Map<string, Group>();

  /** The plan with the patterns of its group; `known`: null where its builder, or what is asked, does not allow it. */
  join(plan: BuildPlan): { readonly plan: BuildPlan; readonly known: KnownBelow | null } {
    // Where a builder never gets, a broken pattern does not fail the build (rule B11).
    if (plan.unfiltered || plan.patterns.some(isBroken)) return { plan, known: null };
    const { builder, context, ignoreFile } = plan;
    const { shown, why, content } = ignoreFile ?? { shown: "", why: "", content: "" };
    const key = [builder.name, builder.title, context.root, shown, why, plan.patterns.length, content].join(
      "\0",
    );
    const group = this.#groups.get(key) ?? {
      patterns: plan.patterns,
      known: new KnownBelow(context.source, isNotable),
    };
    this.#groups.set(key, group);
    return { plan: { ...plan, patterns: group.patterns }, known: group.known };
  }
}

/** What rules speak of though it is not sent: misplaced ignore files, special files, what an exception with a wildcard names. */
const isNotable = ({ name, type, allowed, by }: WalkedEntry): boolean =>
  (type !== "directory" && /ignore/i.test(name)) ||
  (type !== "file" && type !== "directory" && type !== "symlink") ||
  (allowed && by !== null && opensEverything(by));
