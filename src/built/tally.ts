import { type Bytes, toText } from "../bytes.ts";
import { namedPath } from "../image/named-path.ts";
import type { Provenance } from "../image/tree-node.ts";
import type { InstructionShare, PathState } from "./comparison.ts";
import type { Predicted } from "./predicted.ts";

export interface ComparedPath {
  readonly predicted: Predicted;
  /**
   * "found": the image shows it as predicted. "changed": it shows something else, and no layer holds what was
   * predicted. "hidden": a later layer covers it, "removed": removes it; the image still contains it. "missing": no
   * layer has it.
   */
  readonly state: PathState;
  /** What differs, if "changed". */
  readonly what: "type" | "content" | "target" | null;
  /** The layer that holds it, from 1; null if it is missing. */
  readonly layer: number | null;
  /** The layer that covers or removes it. */
  readonly by: number | null;
}

interface Share {
  readonly text: Bytes;
  readonly layers: Set<number>;
  files: number;
  bytes: number;
  wastedBytes: number;
}

interface Held {
  readonly files: number;
  readonly bytes: number;
  readonly lines: readonly number[];
}

/** What is counted of the paths while they are compared: they may be many. */
export class Tally {
  readonly counts: Record<PathState, number> = { found: 0, changed: 0, hidden: 0, removed: 0, missing: 0 };
  /** Files of the contexts that the image shows, or their archives. */
  readonly shown = new Set<Bytes>();
  /** Files of the contexts that a layer holds, and the image does not show. */
  readonly covered = new Set<Bytes>();
  readonly #layers = new Map<number, { files: number; bytes: number; lines: Set<number> }>();
  readonly #shares = new Map<number, Share>();

  add({ predicted, state, layer }: ComparedPath): void {
    this.counts[state]++;
    if (state === "missing") return;
    (state === "found" || state === "changed" ? this.shown : this.covered).add(sourceOf(predicted.from));
    if (state !== "changed") this.#hold(predicted, layer, state === "found");
  }

  unpacks(archive: Provenance): void {
    this.shown.add(sourceOf(archive));
  }

  inLayer(layer: number): Held {
    const { files, bytes, lines } = this.#layers.get(layer) ?? { files: 0, bytes: 0, lines: [] };
    return { files, bytes, lines: sorted(lines) };
  }

  instructions(): InstructionShare[] {
    return [...this.#shares]
      .sort(([a], [b]) => a - b)
      .map(([line, { text, layers, ...share }]) => ({
        line,
        text: toText(text),
        layers: sorted(layers),
        ...share,
      }));
  }

  #hold(predicted: Predicted, layer: number | null, isFound: boolean): void {
    const { size, hop } = predicted.from;
    const line = lineOf(predicted);
    const share = getOrMake(this.#shares, line, () => ({
      ...{ text: hop?.instruction.text ?? "", layers: new Set<number>() },
      ...{ files: 0, bytes: 0, wastedBytes: 0 },
    }));
    if (isFound) share.files++;
    if (isFound) share.bytes += size;
    else share.wastedBytes += size;
    if (layer === null) return;
    share.layers.add(layer);
    const held = getOrMake(this.#layers, layer, () => ({ files: 0, bytes: 0, lines: new Set<number>() }));
    held.files++;
    held.bytes += size;
    held.lines.add(line);
  }
}

function getOrMake<Value>(map: Map<number, Value>, key: number, make: () => Value): Value {
  const made = map.get(key) ?? make();
  map.set(key, made);
  return made;
}

const sorted = (numbers: Iterable<number>): number[] => [...numbers].sort((a, b) => a - b);

export const lineOf = ({ from }: Predicted): number => from.hop?.instruction.line ?? 0;

const sourceOf = ({ context, path }: Provenance): Bytes =>
  context === null ? path : namedPath(context.name, path);
