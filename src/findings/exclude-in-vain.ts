import { type Bytes, fromText } from "../bytes.ts";
import type { CopyStep } from "../dockerfile/steps.ts";
import { unlessCopyFails } from "../image/copy-failure.ts";
import type { Destinations } from "../image/destinations.ts";
import type { ImageTree } from "../image/image-tree.ts";
import { copyFilter, enter, matchFilter } from "../image/pattern-filter.ts";
import { reachOf } from "../image/reach.ts";
import { resolveInTree } from "../image/resolve-path.ts";
import type { TreeNode } from "../image/tree-node.ts";
import type { Finding } from "./finding.ts";
import type { Rule } from "./rule.ts";

/** From this many bytes on, it is a warning. */
const muchInVain = 1_000_000;

/** Rule D20: what `--exclude` leaves out is sent to the builder anyway. */
export const excludeInVain: Rule = {
  id: "exclude-in-vain",
  severity: "warning",
  summary: "What --exclude leaves out is sent anyway, and nothing else uses it.",
  start: ({ plan, destinations }) => ({
    end: () =>
      destinations === null || plan.builder.sends !== "requested-paths"
        ? []
        : wasted(destinations).map(({ step, files, bytes, first }): Finding => {
            const severity = bytes >= muchInVain ? "warning" : "info";
            const path = fromText(plan.dockerfile?.shown ?? "Dockerfile");
            const { line } = step.instruction;
            return { rule: "exclude-in-vain", severity, path, line, files, bytes, first };
          }),
  }),
};

function wasted(destinations: Destinations) {
  const steps = [...destinations.request.built].flatMap(({ steps: own }) => own);
  const excluding = steps.filter((step): step is CopyStep => isExcluding(step));
  if (excluding.length === 0 || destinations.failures().length > 0) return [];
  const landing = destinations.landing();
  const leftBy = (step: CopyStep) => leftOut(step, landing.context());
  const left = new Set<Bytes>();
  for (const step of excluding) for (const { path } of leftBy(step)) left.add(path);
  if (left.size === 0) return [];
  const reached = reachOf(landing, left);
  const isUsed = (path: Bytes) => {
    const reach = reached.get(path);
    return reach !== undefined && (reach.where !== "builder" || reach.seenBy !== undefined);
  };
  return excluding.flatMap((step) => {
    let [files, bytes, first]: [number, number, Bytes | null] = [0, 0, null];
    for (const { path, size } of leftBy(step)) {
      if (isUsed(path)) continue;
      first ??= path;
      files++;
      bytes += size;
    }
    return first === null ? [] : [{ step, files, bytes, first }];
  });
}

const isExcluding = (step: CopyStep | { readonly kind: string }): boolean =>
  "excludes" in step && step.from === null && step.excludes.length > 0;

function* leftOut(
  { sources, excludes }: CopyStep,
  context: ImageTree,
): Generator<{ path: Bytes; size: number }> {
  const filter = unlessCopyFails(() => copyFilter(null, excludes));
  if (filter === null) return;
  for (const { type, path } of sources) {
    const node = type === "local" ? unlessCopyFails(() => resolveInTree(context, path)) : null;
    const open = node === null ? [] : [{ node, filter, out: false }];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const [name, child] of at.node.children) {
        const out = at.out || matchFilter(at.filter, name).excluded;
        if (out && child.type !== "directory") yield* fileOf(child);
        if (child.children.size > 0) open.push({ node: child, filter: enter(at.filter, name), out });
      }
    }
  }
}

function* fileOf({ from }: TreeNode): Generator<{ path: Bytes; size: number }> {
  if (from !== null) yield { path: from.path, size: from.size };
}
