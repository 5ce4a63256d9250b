import type { Bytes } from "../bytes.ts";
import { toText } from "../bytes.ts";
import { isFailure } from "../context/source.ts";
import type { WalkedEntry } from "../model.ts";
import type { Finding } from "./finding.ts";
import { insideDependencies, parentPath } from "./kinds.ts";
import type { Rule, RuleContext } from "./rule.ts";

export const noIgnoreFile: Rule = {
  id: "no-ignore-file",
  severity: "warning",
  summary: "The builder finds no ignore file: the whole directory is the build context.",
  start: ({ plan }) => ({
    end: () =>
      plan.ignoreFile === null && plan.context.source.given?.kind !== "dockerfile" && !plan.unfiltered
        ? [{ rule: "no-ignore-file", severity: "warning", path: null, builder: plan.builder.title }]
        : [],
  }),
};

export const ignoreFileElsewhere: Rule = {
  id: "ignore-file-elsewhere",
  severity: "warning",
  summary: "An ignore file lies where no builder reads it, or is named so that none does.",
  looksAtDockerfile: isNamedIgnore,
  start: (context) => ({ entry: (entry) => check(entry, context) }),
};

export const ignoreFileNotApplied: Rule = {
  id: "ignore-file-not-applied",
  severity: "warning",
  summary:
    "The context is an archive or a Git URL: the builder applies no ignore file, though there is one in it.",
  start: ({ plan, exists }) => ({
    end: () => {
      const beside = plan.dockerfile?.inContext ?? null;
      const names = [...(beside === null ? [] : [`${beside}.dockerignore`]), ".dockerignore"];
      const path = plan.unfiltered ? names.find(exists) : undefined;
      const from = plan.context.source.given?.kind === "git" ? "git" : "archive";
      const builder = plan.builder.title;
      return path === undefined
        ? []
        : [{ rule: "ignore-file-not-applied", severity: "warning", path, from, builder }];
    },
  }),
};

/** Misspellings of `.dockerignore`. */
const misspelled = /^\.?(docker[-_]?ignore|container[-_]?ignore)(\.(txt|in|bak))?$/i;
const specific = /^(.+)\.(docker|container)ignore$/;
const rootNames = new Set([".dockerignore", ".containerignore"]);

function isNamedIgnore({ name, type }: Pick<WalkedEntry, "name" | "type">): boolean {
  return type !== "directory" && /ignore/i.test(name);
}

/** Excluded directories are only scanned when they are measured, and no one expects an ignore file there to work. */
function check({ path, name, type, because }: WalkedEntry, context: RuleContext): Finding[] {
  if (because === "parent-not-entered") return [];
  if (!isNamedIgnore({ name, type }) || insideDependencies(path)) return [];
  if (toText(path) === context.plan.ignoreFile?.shown) return [];
  if (isOfContainers(path, name, context)) return [found(path, "containers", docker(path))];
  if (rootNames.has(name)) return nested(path, context);
  if (misspelled.test(name))
    return parentPath(path) === "" ? [found(path, "name", ".dockerignore")] : nested(path, context);
  const dockerfile = specific.exec(name)?.[1];
  if (dockerfile === undefined) return [];
  const beside = parentPath(path) === "" ? dockerfile : `${parentPath(path)}/${dockerfile}`;
  if (!context.exists(beside)) return [found(path, "no-dockerfile", toText(beside))];
  return isUnread(path, beside, context) ? [found(path, "builder", ".dockerignore")] : [];
}

/** Whether it belongs to the Dockerfile of this build, and this builder does not look there (rules A1, G). */
function isUnread(path: Bytes, beside: Bytes, { plan }: RuleContext): boolean {
  const { builder, dockerfile, unfiltered, context } = plan;
  if (unfiltered || dockerfile?.inContext !== beside || !path.endsWith(".dockerignore")) return false;
  const places = builder.ignoreFilePlaces({ name: dockerfile.name, relative: null });
  return !places.some(
    ({ directory, name }) =>
      `${directory === "context" ? context.root : dockerfile.directory}/${name}` ===
      `${context.root}/${path}`,
  );
}

const docker = (path: Bytes): string => toText(path.replace(/containerignore$/, "dockerignore"));

/** Rule F1: no other builder reads it. No finding if the others have their own, or if it belongs to another build. */
function isOfContainers(path: Bytes, name: Bytes, { plan, exists }: RuleContext): boolean {
  if (!name.endsWith(".containerignore") || plan.builder.name === "buildah" || exists(docker(path))) {
    return false;
  }
  const dockerfile = path.slice(0, -".containerignore".length);
  return dockerfile === "" || (exists(dockerfile) && dockerfile === plan.dockerfile?.inContext);
}

/**
 * Next to a Dockerfile, or if a build names the directory, it serves the builds of that directory; elsewhere it is
 * expected to work here.
 */
function nested(path: Bytes, context: RuleContext): Finding[] {
  const directory = parentPath(path);
  const dockerfile = context.plan.dockerfile?.inContext ?? "";
  if (directory === "") return [];
  if (parentPath(dockerfile) === directory)
    return [found(path, "beside", `${toText(dockerfile)}.dockerignore`)];
  return holdsDockerfile(directory, context) || isBuilt(directory, context)
    ? []
    : [found(path, "nested", ".dockerignore")];
}

const dockerfileName = /^(dockerfile|containerfile)(\.[^/]*)?$|\.(dockerfile|containerfile)$/i;

function holdsDockerfile(directory: Bytes, { plan: { context } }: RuleContext): boolean {
  const entries = context.source.list(`${context.root}/${directory}`);
  return (
    !isFailure(entries) && entries.some(({ name }) => dockerfileName.test(name) && !/ignore$/.test(name))
  );
}

const buildFile =
  /^((docker-)?compose[\w.-]*\.ya?ml|docker-bake[\w.-]*\.(hcl|json)|\.drone\.yml|skaffold\.yaml)$/;
const longestBuildFile = 1_048_576;

/** Whether a build definition in the root names the directory as a context. */
function isBuilt(directory: Bytes, { plan: { context } }: RuleContext): boolean {
  const { source, root } = context;
  const entries = source.list(root);
  const names = isFailure(entries)
    ? []
    : entries.map(({ name }) => name).filter((name) => buildFile.test(name));
  return names.some((name) => {
    const stats = source.stats(`${root}/${name}`);
    const read = isFailure(stats) || stats.size > longestBuildFile ? stats : source.read(`${root}/${name}`);
    return "content" in read && contextsOf(read.content).has(directory);
  });
}

function contextsOf(content: Bytes): ReadonlySet<Bytes> {
  const found = content.matchAll(/\b(?:build|context)"?[ \t]*[:=][ \t]*["']?([^"'\s#,}]+)/g);
  return new Set([...found].map(([, path = ""]) => path.replace(/^(\.\/)+/, "").replace(/\/+$/, "")));
}

type Elsewhere = Extract<Finding, { rule: "ignore-file-elsewhere" }>;

const found = (path: Bytes, why: Elsewhere["why"], wanted: string): Finding => ({
  rule: "ignore-file-elsewhere",
  severity: "warning",
  path,
  why,
  wanted,
});
