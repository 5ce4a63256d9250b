import type { PageData } from "../src/report/page-data.ts";

/** Which files the page shows. */
export type Shown = "sent" | "allowed" | "all";

/** The tree, with what is sent of it under the lines that are switched on. */
export interface Model {
  readonly data: PageData;
  readonly parents: Int32Array;
  /** First child and next sibling; -1 if there is none. */
  readonly firsts: Int32Array;
  readonly nexts: Int32Array;
  /** By node, at and below it. */
  readonly bytes: Float64Array;
  readonly files: Int32Array;
  /** Of a file. */
  readonly isSent: Uint8Array;
  readonly isAllowed: Uint8Array;
  readonly enabled: boolean[];
  shown: Shown;
  /** Totals of what is currently sent. */
  sent: { files: number; bytes: number };
}

export function makeModel(data: PageData): Model {
  const count = data.names.length;
  const parents = Int32Array.from(data.parents, (back, node) => node - back);
  const [firsts, nexts] = [new Int32Array(count).fill(-1), new Int32Array(count).fill(-1)];
  for (let node = count - 1; node > 0; node--) {
    const parent = parents[node] ?? 0;
    nexts[node] = firsts[parent] ?? -1;
    firsts[parent] = node;
  }
  const model: Model = {
    data,
    parents,
    firsts,
    nexts,
    bytes: new Float64Array(count),
    files: new Int32Array(count),
    isSent: new Uint8Array(count),
    isAllowed: new Uint8Array(count),
    enabled: data.patterns.map(() => true),
    shown: "sent",
    sent: { files: 0, bytes: 0 },
  };
  update(model);
  return model;
}

/** Decides every file again: the last line that matches it or a directory above it wins. */
export function update(model: Model): void {
  const { data, parents, bytes, files, isSent, isAllowed, enabled } = model;
  const isExcluded = data.touchSets.map((set) => {
    const last = set.findLast((at) => enabled[at] === true);
    return last !== undefined && data.patterns[last]?.exception === false;
  });
  const all = data.touchSets.map((set) => set.every((at) => enabled[at] === true));
  const copied = data.copySets.map((set) => data.sendsAll || set.length > 0);
  bytes.fill(0);
  files.fill(0);
  let [sentFiles, sentBytes] = [0, 0];
  for (let node = data.names.length - 1; node > 0; node--) {
    const state = data.states[node];
    if (state !== "d") {
      const set = data.touches[node] ?? 0;
      // If no line that concerns it is switched off, the builder's own decision applies.
      const allowed = all[set] === true ? state !== "x" : isExcluded[set] !== true;
      const sent = all[set] === true ? state === "s" : allowed && copied[data.copies[node] ?? 0] === true;
      isAllowed[node] = allowed ? 1 : 0;
      isSent[node] = sent ? 1 : 0;
      if (sent) {
        sentFiles++;
        sentBytes += data.sizes[node] ?? 0;
      }
      if (model.shown === "all" || (model.shown === "sent" ? sent : allowed)) {
        bytes[node] = data.sizes[node] ?? 0;
        files[node] = 1;
      }
    }
    const parent = parents[node] ?? 0;
    bytes[parent] = (bytes[parent] ?? 0) + (bytes[node] ?? 0);
    files[parent] = (files[parent] ?? 0) + (files[node] ?? 0);
  }
  model.sent = { files: sentFiles, bytes: sentBytes };
}

export function childrenOf({ firsts, nexts }: Model, node: number): number[] {
  const children: number[] = [];
  for (let child = firsts[node] ?? -1; child >= 0; child = nexts[child] ?? -1) children.push(child);
  return children;
}

/** Returns the children that are not empty, largest first. */
export function largestChildren(model: Model, node: number): number[] {
  const { bytes, files } = model;
  return childrenOf(model, node)
    .filter((child) => (files[child] ?? 0) > 0)
    .sort((a, b) => (bytes[b] ?? 0) - (bytes[a] ?? 0) || a - b);
}

/** Returns the nodes from the context down to the node. */
export function wayTo({ parents }: Model, node: number): number[] {
  const way = [node];
  for (let at = node; at > 0; ) {
    at = parents[at] ?? 0;
    way.unshift(at);
  }
  return way;
}

export const pathOf = (model: Model, node: number): string =>
  node === 0
    ? "."
    : wayTo(model, node)
        .slice(1)
        .map((one) => model.data.names[one])
        .join("/");

export const isDirectory = ({ data }: Model, node: number): boolean => data.states[node] === "d";

/** Formats a size like `showBytes` of the program. */
export function showBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let at = 0;
  let size = bytes;
  while (size >= 1000 && at < units.length - 1) {
    size /= 1000;
    at++;
  }
  return `${at === 0 ? size : Number(size.toPrecision(3))} ${units[at]}`;
}

export const countOf = (number: number, what: string): string =>
  `${number} ${what}${number === 1 ? "" : "s"}`;

/** Returns the line that currently decides about a file; -1 if none does. */
export function decider({ data, enabled }: Model, node: number): number {
  const set = data.touchSets[data.touches[node] ?? 0] ?? [];
  return set.findLast((at) => enabled[at] === true) ?? -1;
}
