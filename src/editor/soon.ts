import type { Bytes } from "../bytes.ts";
import { linkTree } from "../context/link-tree.ts";
import type { ContextRequest } from "../dockerfile/request.ts";
import { containsWildcards } from "../dockerfile/wildcards.ts";
import { CtxcheckError } from "../errors.ts";
import { copyFindings } from "../findings/copies.ts";
import type { Finding } from "../findings/finding.ts";
import { textRules } from "../findings/lint/analysis.ts";
import { findingOf } from "../findings/lint/lint-rules.ts";
import { reportFindings } from "../findings/run.ts";
import { checkCopies } from "../image/copy-checks.ts";
import { matchesIn, resolveLink } from "../image/link-paths.ts";
import { contextTree, type SentEntry } from "../image/start-trees.ts";
import { lintTextOf } from "../lint-build.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { applyRules } from "../plan/decide.ts";
import type { PlanOptions } from "../plan/options.ts";
import type { ReportedFinding } from "../report-model.ts";
import { type Checked, type Refused, refusedBy } from "./look.ts";

/**
 * Returns what an edit can show at once, whatever the size of the tree: findings of the texts alone, and whether copies
 * find their sources, decided for those paths only. Everything else is carried over from the last result, at lines that
 * have not changed.
 */
export function lookSoon(
  options: PlanOptions,
  before: Checked | null,
  reads: "tree" | "texts" = "tree",
): Checked | Refused {
  try {
    const { plan, remarks } = lintTextOf(options);
    const copies = reads === "tree" ? copiesOf(plan) : null;
    const found = [...remarks.map((remark) => findingOf(remark, plan)), ...(copies?.findings ?? [])];
    const findings = reportFindings(found, plan);
    const known = before === null ? [] : carried(before, plan, copies?.lines ?? new Set());
    const reported = new Set(findings.map(keyOf));
    return { plan, report: { findings: [...findings, ...known.filter((one) => !reported.has(keyOf(one)))] } };
  } catch (error) {
    if (error instanceof CtxcheckError) return refusedBy(error);
    throw error;
  }
}

const keyOf = ({ rule, path, line }: ReportedFinding): string => `${rule} ${path} ${line}`;

interface Copies {
  /** Lines of the Dockerfile that name sources in the context. */
  readonly lines: ReadonlySet<number>;
  readonly findings: readonly Finding[];
}

/** Null for a builder that receives more than the requested paths: only the whole tree shows what its copies find. */
function copiesOf(plan: BuildPlan): Copies | null {
  const { builder, context, recipe } = plan;
  const request = recipe?.request ?? null;
  if (request === null || builder.sends !== "requested-paths") return null;
  const links = linkTree(context);
  const sent: SentEntry[] = [];
  applyRules(plan, { paths: sourcesOf(request, links) }, { sent: (entry) => sent.push(entry) });
  const stages = request.stages.filter((stage) => request.built.has(stage));
  const copies = checkCopies(stages, contextTree(null, sent), links);
  const lines = namedPaths(request).map(({ instruction }) => instruction.line);
  return { lines: new Set(lines), findings: copyFindings(copies, plan, { request, links }) };
}

const namedPaths = ({ paths }: ContextRequest) => paths.filter(({ path }) => path !== "/");

/** Returns the requested paths, wildcards expanded, and the targets of their links. */
function sourcesOf(request: ContextRequest, links: ReturnType<typeof linkTree>): Bytes[] {
  return namedPaths(request).flatMap(({ path, kind }) => {
    if (kind !== "bind" && containsWildcards(path)) return [...matchesIn(links, path)];
    const to = resolveLink(links, path);
    return [path.slice(1), ...(to === null || to === "" ? [] : [to])];
  });
}

/** Returns the earlier findings at unchanged lines, except those that were checked again. */
function carried(before: Checked, plan: BuildPlan, copies: ReadonlySet<number>): ReportedFinding[] {
  const files = new Map([
    [before.plan.ignoreFile?.shown, linesSince(before.plan.ignoreFile?.content, plan.ignoreFile?.content)],
    [before.plan.dockerfile?.shown, linesSince(before.plan.dockerfile?.content, plan.dockerfile?.content)],
  ]);
  return before.report.findings.flatMap((finding) => {
    const line = finding.line === null ? null : files.get(finding.path ?? "")?.(finding.line);
    if (line == null || isFoundAnew(finding, copies.has(line))) return [];
    return [{ ...finding, line }];
  });
}

const ofText: ReadonlySet<string> = new Set([...textRules, "bad-pattern"]);
const ofCopies: ReadonlySet<string> = new Set([
  "copy-ignored",
  "copy-missing",
  "copy-matches-nothing",
  "copy-outside",
]);

const isFoundAnew = ({ rule }: ReportedFinding, isCopy: boolean): boolean =>
  ofText.has(rule) || (isCopy && ofCopies.has(rule));

/** Where a line, 1-based, is now; null if it has changed. */
function linesSince(before: Bytes = "", now: Bytes = ""): (line: number) => number | null {
  const [from, to] = [before.split("\n"), now.split("\n")];
  const least = Math.min(from.length, to.length);
  let top = 0;
  while (top < least && from[top] === to[top]) top++;
  let below = 0;
  while (below < least - top && from.at(-1 - below) === to.at(-1 - below)) below++;
  const middle = to.slice(top, to.length - below);
  return (line) => {
    if (line <= top) return line;
    if (line > from.length - below) return line + to.length - from.length;
    const at = middle.indexOf(from[line - 1] ?? "");
    return at < 0 ? null : top + at + 1;
  };
}
