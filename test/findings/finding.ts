import type { BuilderName } from "../../src/builders/builder.ts";
import type { Bytes } from "../../src/bytes.ts";
import { fromText } from "../../src/bytes.ts";
import { inspectBuild } from "../../src/inspect.ts";
import { lintBuild } from "../../src/lint-build.ts";
import type { PlanOptions } from "../../src/plan/options.ts";
import type { Report, ReportedFinding } from "../../src/report-model.ts";
import { buildOf, plant, type Tree, withTree } from "../context/trees.ts";

export interface Asked {
  readonly builder?: BuilderName;
  readonly file?: string;
  readonly largeFile?: number;
  readonly largeDirectory?: number;
  readonly measureExcluded?: boolean;
}

export const planned = (root: string, { builder = "buildkit", file }: Asked = {}): PlanOptions => ({
  ...buildOf(root, builder),
  file,
});

export function inspectTree(root: string, asked: Asked = {}): Promise<Report> {
  return inspectBuild({
    ...planned(root, asked),
    measureExcluded: asked.measureExcluded ?? false,
    limits: {
      largeFile: asked.largeFile ?? 10_000_000,
      largeDirectory: asked.largeDirectory ?? 100_000_000,
    },
    budgets: [],
  });
}

/** `severity rule path -> fix`, in the order of the report. */
export function short({ severity, rule, path, fix }: ReportedFinding): string {
  return `${severity} ${rule}${path === null ? "" : ` ${path}`}${fix === null ? "" : ` -> ${fix}`}`;
}

export function findingsOf(tree: Tree, asked: Asked = {}): Promise<ReportedFinding[]> {
  return withTree(tree, async (root) => [...(await inspectTree(root, asked)).findings]);
}

/** What `ctxcheck lint` tells. */
export function lintedOf(tree: Tree, asked: Asked = {}): Promise<ReportedFinding[]> {
  return withTree(tree, async (root) => [...(await lintBuild(planned(root, asked))).findings]);
}

/** Findings of the same rule and path that are left when the line stands at the end of the ignore file. */
export function leftAfter(tree: Tree, line: string, asked: Asked = {}): Promise<ReportedFinding[]> {
  const ignore: Bytes = `${tree[".dockerignore"] ?? ""}\n${fromText(line)}\n`;
  return withTree(tree, async (root) => {
    plant(root, { ".dockerignore": ignore });
    return [...(await inspectTree(root, asked)).findings];
  });
}
