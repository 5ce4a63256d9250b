import type { Bytes } from "../../bytes.ts";
import type { WalkedEntry } from "../../model.ts";

export interface CoverLine {
  /** The path is a pattern as it stands. */
  readonly isPattern?: true;
  readonly path: Bytes;
  /** False for a line that excludes again what the one above it let in. */
  readonly exception: boolean;
}

/** How many lines make a part of the tree right, and which. */
interface Choice {
  /** Lines; infinite where no lines do. */
  readonly cost: number;
  readonly line: CoverLine | null;
  readonly parts: readonly Choice[];
}

/** What it takes where the lines above leave the part out, and where they let it in. */
interface Part {
  readonly path: Bytes;
  readonly out: Choice;
  readonly in: Choice;
}

export interface CoverOptions {
  /** The directories on the way to what is sent are sent, too. */
  readonly sendsParents: boolean;
  /** A line may exclude what one above it let in; otherwise there are exceptions only. */
  readonly reExcludes: boolean;
  /** Something below this directory is selected by name: of two equally short ways the one that names it is taken. */
  readonly isNamedBelow: (directory: Bytes) => boolean;
  /** Other lines exclude this, whatever these say. */
  readonly isSettled?: (entry: WalkedEntry) => boolean;
}

const nothing: Choice = { cost: 0, line: null, parts: [] };
const impossible: Choice = { cost: Number.POSITIVE_INFINITY, line: null, parts: [] };

/**
 * The fewest lines behind a `*` that let in exactly what is sent of a tree, each line one path. It hears a walk that
 * meets everything (`measureExcluded`); of what is left out as a whole nothing is kept.
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

/** A directory that is left out may arrive anyway for what is let in below it. */
function directory(path: Bytes, sent: boolean, parts: readonly Part[], options: CoverOptions): Part {
  const arrives = options.sendsParents && parts.some(({ out }) => out !== nothing);
  const whole: Part = {
    path,
    out: sent === arrives ? sumOf(parts, "out") : impossible,
    in: sent ? sumOf(parts, "in") : impossible,
  };
  return withLines(whole, !options.isNamedBelow(path), options);
}

/** Nothing is kept of parts that need no line. */
function sumOf(parts: readonly Part[], side: "in" | "out"): Choice {
  const needed = parts.map((part) => part[side]).filter((choice) => choice !== nothing);
  if (needed.length === 0) return nothing;
  return { cost: needed.reduce((sum, { cost }) => sum + cost, 0), line: null, parts: needed };
}

/** Lets a line for the path itself turn it round, where that is shorter. */
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

/** Lines for directories before those for what they hold. */
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
