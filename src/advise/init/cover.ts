import type { Bytes } from "../../bytes.ts";
import type { WalkedEntry } from "../../model.ts";

export interface CoverLine {
  /** Whether the path is already a pattern. */
  readonly isPattern?: true;
  readonly path: Bytes;
  /** False for a line that excludes again what a preceding one re-included. */
  readonly exception: boolean;
}

/** The lines that make a part of the tree right, and their number. */
interface Choice {
  /** Number of lines; infinite if no lines do. */
  readonly cost: number;
  readonly line: CoverLine | null;
  readonly parts: readonly Choice[];
}

/** What is needed if the preceding lines exclude the part, and if they include it. */
interface Part {
  readonly path: Bytes;
  readonly out: Choice;
  readonly in: Choice;
}

export interface CoverOptions {
  /** Whether the parent directories of what is sent are sent, too. */
  readonly sendsParents: boolean;
  /** Whether a line may exclude what a preceding one re-included; otherwise there are only exceptions. */
  readonly reExcludes: boolean;
  /**
   * Whether something below this directory is selected by name: of two equally short solutions, the one that names it
   * wins.
   */
  readonly isNamedBelow: (directory: Bytes) => boolean;
  /** Whether other lines exclude this, whatever these do. */
  readonly isSettled?: (entry: WalkedEntry) => boolean;
}

const nothing: Choice = { cost: 0, line: null, parts: [] };
const impossible: Choice = { cost: Number.POSITIVE_INFINITY, line: null, parts: [] };

/**
 * Computes the fewest lines after a `*` that re-include exactly what is sent of a tree, each line one path. It is fed
 * by a walk that visits everything (`measureExcluded`); nothing is stored for parts excluded as a whole.
 */
export function coverSent(options: CoverOptions): { entry(entry: WalkedEntry): void; lines(): CoverLine[] } {
  const open = new Map<Bytes, Part[]>();
  const partsIn = (directory: Bytes): Part[] => {
    const parts = open.get(directory) ?? [];
    open.set(directory, parts);
    return parts;
  };
  return {
    entry: (entry) => {
      const { path, type, sent } = entry;
      const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
      const inside = open.get(path) ?? [];
      open.delete(path);
      if (options.isSettled?.(entry) === true) return;
      partsIn(parent).push(
        type === "directory" ? directory(path, sent, inside, options) : leaf(path, sent, options),
      );
    },
    lines: () => flatten(sumOf(partsIn(""), "out")),
  };
}

function leaf(path: Bytes, wanted: boolean, options: CoverOptions): Part {
  const right = (isIn: boolean) => (isIn === wanted ? nothing : impossible);
  return withLines({ path, out: right(false), in: right(true) }, true, options);
}

/** An excluded directory may still arrive because of what is re-included below it. */
function directory(path: Bytes, sent: boolean, parts: readonly Part[], options: CoverOptions): Part {
  const arrives = options.sendsParents && parts.some(({ out }) => out !== nothing);
  const whole: Part = {
    path,
    out: sent === arrives ? sumOf(parts, "out") : impossible,
    in: sent ? sumOf(parts, "in") : impossible,
  };
  return withLines(whole, !options.isNamedBelow(path), options);
}

/** Parts that need no line are not stored. */
function sumOf(parts: readonly Part[], side: "in" | "out"): Choice {
  const needed = parts.map((part) => part[side]).filter((choice) => choice !== nothing);
  if (needed.length === 0) return nothing;
  return { cost: needed.reduce((sum, { cost }) => sum + cost, 0), line: null, parts: needed };
}

/** Adds a line for the path itself that reverses it, if that is shorter. */
function withLines({ path, out, in: inside }: Part, prefersOwn: boolean, { reExcludes }: CoverOptions): Part {
  const isShorter = prefersOwn ? inside.cost + 1 <= out.cost : inside.cost + 1 < out.cost;
  const isLetIn = out !== nothing && isShorter && inside.cost < Number.POSITIVE_INFINITY;
  return {
    path,
    out: isLetIn ? turned(path, inside, true) : out,
    in: reExcludes && out.cost + 1 < inside.cost ? turned(path, out, false) : inside,
  };
}

const turned = (path: Bytes, choice: Choice, exception: boolean): Choice => ({
  cost: choice.cost + 1,
  line: { path, exception },
  parts: choice === nothing ? nothing.parts : [choice],
});

/** Returns lines for directories before those for their contents. */
function flatten(choice: Choice): CoverLine[] {
  const lines: CoverLine[] = [];
  const waiting = [choice];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.line !== null) lines.push(next.line);
    for (let at = next.parts.length - 1; at >= 0; at--) {
      const part = next.parts[at];
      if (part !== undefined) waiting.push(part);
    }
  }
  return lines;
}
