import { posix } from "node:path";
import { type Bytes, fromText, toText } from "../bytes.ts";
import { linkTree } from "../context/link-tree.ts";
import { insideOf } from "../context/links.ts";
import { isFailure } from "../context/source.ts";
import { containsWildcards } from "../dockerfile/wildcards.ts";
import { cleanPath } from "../ignore/clean.ts";
import type { CopyFinding } from "../image/copy-checks.ts";
import { matchesIn } from "../image/link-paths.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { homeDirectory } from "../plan/host-platform.ts";
import type { Finding } from "./finding.ts";
import type { Rule, RuleContext } from "./rule.ts";

type WrongContext = Extract<Finding, { rule: "wrong-context" }>;

export const wrongContext: Rule = {
  id: "wrong-context",
  severity: "error",
  summary: "The context is the wrong directory: what the Dockerfile copies lies in another one.",
  start: (context) => ({ end: () => [...tooLarge(context.plan), ...elsewhere(context)] }),
};

/** Nobody builds these directories on purpose. */
function tooLarge({ context: { root, source } }: BuildPlan): Finding[] {
  if (source.given !== undefined) return [];
  const named = homeDirectory();
  const home = named === null ? null : source.realPath(named);
  const why = root === "/" || root === "" ? "root" : root === home ? "home" : null;
  if (why === null) return [];
  return [
    {
      rule: "wrong-context",
      severity: "warning",
      path: null,
      why,
      missing: [],
      wanted: "",
      file: "",
      definedAt: null,
    },
  ];
}

/** Every missing source, and every other one, exists if another directory is the context. */
function elsewhere({ plan, destinations }: RuleContext): Finding[] {
  if (destinations === null) return [];
  const copies = destinations.copies();
  const missing = missingOf(copies, plan);
  const all = sourcesOf(plan);
  const wanted = missing.length === 0 ? null : candidates(plan).find((one) => holdsAll(plan, one, all));
  if (wanted == null) return [];
  const shown = shownContext(plan, wanted);
  return [
    {
      rule: "wrong-context",
      severity: missing.some(({ fails }) => fails) ? "error" : "warning",
      path: fromText(plan.dockerfile?.shown ?? "Dockerfile"),
      why: wanted.startsWith(`${plan.context.root}/`) ? "below" : "above",
      missing: missing.map(({ source }: CopyFinding) => source),
      wanted: shown,
      file: dockerfileOption(plan, wanted),
      definedAt: plan.definedAt,
    },
  ];
}

/** A wildcard that matches nothing may be intentional: it counts only if nothing at all is found. */
function missingOf(copies: readonly CopyFinding[], plan: BuildPlan): CopyFinding[] {
  // What a variable without a value leaves of a name is not a name.
  const copied = copies.filter(({ kind, unset }) => kind !== "bind" && unset.length === 0);
  const named = copied.filter(({ rule }) => rule === "copy-missing");
  const lost = copied.filter(({ rule }) => rule === "copy-missing" || rule === "copy-matches-nothing");
  const isThere = (path: Bytes) => holdsAll(plan, plan.context.root, [path]);
  return named.length > 0 ? named : sourcesOf(plan).some(isThere) ? [] : lost;
}

/** Returns what the built stages copy from the context, as far as it is named. */
function sourcesOf({ recipe }: BuildPlan): Bytes[] {
  const stages = [...(recipe?.request?.built ?? [])];
  const steps = stages.flatMap((stage) => stage.steps);
  const sources = steps.flatMap((step) =>
    (step.kind === "COPY" || step.kind === "ADD") && step.from === null ? step.sources : [],
  );
  const local = sources.filter(({ type, unset }) => type === "local" && unset.length === 0);
  return local.map(({ text }) => cleanPath(`/${text}`)).filter((path) => path !== "/");
}

/** Returns the directories from the Dockerfile's up to the context, then the context's parent. */
function candidates({ context: { root, source }, dockerfile }: BuildPlan): Bytes[] {
  const found: Bytes[] = [];
  const directory = dockerfile?.directory == null ? null : source.realPath(dockerfile.directory);
  for (let at = directory === null ? null : insideOf(root, directory); at !== null && at !== ""; ) {
    found.push(`${root}/${at}`);
    at = at.slice(0, Math.max(at.lastIndexOf("/"), 0));
  }
  const parent = root.slice(0, root.lastIndexOf("/"));
  return source.given === undefined && parent !== "" ? [...found, parent] : found;
}

const holdsAll = ({ context: { source } }: BuildPlan, directory: Bytes, paths: readonly Bytes[]): boolean =>
  paths.every((path) =>
    containsWildcards(path)
      ? matchesIn(linkTree({ source, root: directory }), path).next().done !== true
      : !isFailure(source.stats(`${directory}${path}`)),
  );

/** Returns the command to run instead; null if a definition names the context, or nothing better is known. */
export const commandOf = ({ wanted, file, definedAt }: WrongContext): readonly string[] | null =>
  wanted === "" || definedAt !== null ? null : ["ctxcheck", ...(file === "" ? [] : ["-f", file]), wanted];

/** Returns the context as a command run here would name it. */
function shownContext({ context }: BuildPlan, wanted: Bytes): string {
  const below = insideOf(context.root, wanted);
  return posix.join(context.shown, below === null ? ".." : toText(below));
}

function dockerfileOption({ dockerfile, context }: BuildPlan, wanted: Bytes): string {
  const place = dockerfile?.inContext == null ? null : `${context.root}/${dockerfile.inContext}`;
  return place === `${wanted}/Dockerfile` || dockerfile?.fromHere == null ? "" : dockerfile.fromHere;
}
