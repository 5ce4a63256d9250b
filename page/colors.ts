import { decider, isDirectory, type Model } from "./model.ts";

export const colorings = ["size", "instruction", "stage", "destination", "finding", "pattern"] as const;

/** "change" if it is compared with something. */
export type ColorBy = (typeof colorings)[number] | "change";

/** Each differs from its neighbors and has AA contrast with black text. */
const palette = [
  "#8ecae6",
  "#ffb703",
  "#95d5b2",
  "#f4a6c0",
  "#cdb4db",
  "#fb9a5b",
  "#b5e48c",
  "#a0b9ff",
  "#e9d8a6",
  "#90e0d0",
];
const gray = "#c9ced6";
const severityColors = { error: "#ff9b94", warning: "#ffd166", info: "#9fd3ff" } as const;
const scale = ["#d8e8f5", "#b4d3ec", "#8ebce0", "#68a4d4", "#4f93c8"];

export interface Coloring {
  of(node: number): string;
  readonly legend: readonly (readonly [label: string, color: string])[];
}

/** Returns the meaning of the colors of files. */
export function coloringOf(model: Model, by: ColorBy): Coloring {
  const { data } = model;
  switch (by) {
    case "size":
      return bySize(model);
    case "finding":
      return byFinding(model);
    case "change":
      return byChange(model);
    case "destination": {
      const rows = [
        ["i", "final image"],
        ["s", "a stage on the way"],
        ["b", "the builder only"],
        ["-", "not known"],
      ] as const;
      return byKey((node) => data.reaches[node] ?? "-", rows);
    }
    case "pattern": {
      const rows = data.patterns.map(({ line, text }, at) => [String(at), `${line}: ${text}`] as const);
      return byKey((node) => String(decider(model, node)), [...rows, ["-1", "no line"]]);
    }
    default:
      return byCopy(model, by);
  }
}

function byKey(
  keyOf: (node: number) => string,
  rows: readonly (readonly [key: string, label: string])[],
): Coloring {
  const colors = new Map(
    rows.map(([key], at) => [key, key.startsWith("-") ? gray : (palette[at % palette.length] ?? gray)]),
  );
  return {
    of: (node) => colors.get(keyOf(node)) ?? gray,
    legend: rows.slice(0, 12).map(([key, label]) => [label, colors.get(key) ?? gray]),
  };
}

function byCopy({ data }: Model, by: "instruction" | "stage"): Coloring {
  const first = (node: number) => data.instructions[data.copySets[data.copies[node] ?? 0]?.[0] ?? -1];
  if (by === "stage") {
    const stages = [...new Set(data.instructions.map(({ stage }) => stage || "the only stage"))];
    return byKey(
      (node) => (first(node) === undefined ? "-" : first(node)?.stage || "the only stage"),
      [...stages.map((stage) => [stage, stage] as const), ["-", "not copied"]],
    );
  }
  const rows = data.instructions.map(({ line, text }) => [String(line), `${line}: ${text}`] as const);
  return byKey((node) => String(first(node)?.line ?? "-"), [...rows, ["-", "not copied"]]);
}

function byChange({ data: { since } }: Model): Coloring {
  const was = new Map(since?.resized);
  const added = new Set(since?.added);
  const rows = [
    ["new", "new"],
    ["resized", "of another size"],
    ["-", "as it was"],
  ] as const;
  return byKey((node) => (added.has(node) ? "new" : was.has(node) ? "resized" : "-"), rows);
}

function bySize({ data }: Model): Coloring {
  const steps = [1e4, 1e5, 1e6, 1e7];
  const words = ["under 10 kB", "under 100 kB", "under 1 MB", "under 10 MB", "10 MB and more"];
  const level = (node: number) => steps.filter((step) => (data.sizes[node] ?? 0) >= step).length;
  return {
    of: (node) => scale[level(node)] ?? gray,
    legend: words.map((word, at) => [word, scale[at] ?? gray]),
  };
}

function byFinding(model: Model): Coloring {
  const marks = new Map<number, string>();
  for (const { severity, nodes } of [...model.data.findings].reverse())
    for (const node of nodes) marks.set(node, severityColors[severity]);
  const of = (node: number): string => {
    for (let at = node; at > 0; at = model.parents[at] ?? 0) {
      const color = marks.get(at);
      if (color !== undefined) return color;
    }
    return gray;
  };
  return {
    of: (node) => (isDirectory(model, node) ? (marks.get(node) ?? gray) : of(node)),
    legend: [
      ["error", severityColors.error],
      ["warning", severityColors.warning],
      ["note", severityColors.info],
      ["nothing found", gray],
    ],
  };
}
