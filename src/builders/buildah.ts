import type { Bytes } from "../bytes.ts";
import { containersDialect } from "../dockerfile/dialect.ts";
import { cleanPath } from "../ignore/clean.ts";
import {
  containersMatcher,
  parseContainersIgnoreFile,
  readContainersPatterns,
} from "../ignore/containers.ts";
import { type Pattern, refuseBadSyntax } from "../ignore/pattern.ts";
import type { Scope } from "../ignore/scope.ts";
import { statelessScope } from "../ignore/stateless.ts";
import type { EntryType } from "../model.ts";
import { takeForBuildah } from "./buildah-copies.ts";
import type { Builder, IgnoreFilePlace, NamedDockerfile } from "./builder.ts";
import { jsonText } from "./buildkit.ts";
import { type CopyRules, openCopying, type Treatment } from "./copying.ts";

/** buildah and Podman, as in buildah 1.45 (semantics: section F). */
export const buildah: Builder = {
  name: "buildah",
  title: "buildah",
  sends: "copied-paths",
  dockerfileNames: ["Containerfile", "Dockerfile"],
  dockerfileLinks: "followed",
  ignoreFilePlaces,
  engine: "buildah",
  dialect: containersDialect,
  // The first COPY refuses bad syntax (rule F15).
  readPatterns: (content, file) => readContainersPatterns(parseContainersIgnoreFile(content, file)),
  take: (steps, tree, patterns) => takeForBuildah(steps, tree, patterns, buildahRules),
  open: (rules) => openCopying(rules, buildahRules),
  sendsParents: true,
  given: { archive: "filtered", git: "filtered" },
  unreadableFile: "refused",
};

/**
 * pkg/parse: ContainerIgnoreFile (rules F1, F2). Of the two next to the Dockerfile, the later name wins:
 * `.dockerignore`.
 */
function ignoreFilePlaces({ name, relative }: NamedDockerfile): IgnoreFilePlace[] {
  // A relative -f is resolved against the context, wherever the Dockerfile was found.
  const path = relative === null ? name : cleanPath(relative);
  const directory = relative === null ? "dockerfile" : "context";
  const beside = path.startsWith("../") ? [] : [`${path}.dockerignore`, `${path}.containerignore`];
  const read = { unreadable: "refused" } as const;
  return [
    ...beside.map(
      (found) => ({ ...read, why: "beside-dockerfile", directory, name: found, links: "followed" }) as const,
    ),
    { ...read, why: "context-root", directory: "context", name: ".containerignore", links: "confined" },
    { ...read, why: "context-root", directory: "context", name: ".dockerignore", links: "confined" },
  ];
}

/** copier: copierHandlerGet. Throws CtxcheckError "bad-pattern" and "illegal-exclusion". */
export function buildahRules(patterns: readonly Pattern[]): CopyRules {
  for (const pattern of patterns) refuseBadSyntax(pattern);
  // The copying process receives the patterns as JSON, which has no invalid UTF-8.
  const exceptions = patterns
    .filter(({ exception }) => exception)
    .map(({ text }) => trimSlashes(jsonText(text)));
  /** Rule F11: the text need only begin with the path, even in the middle of a name. */
  const descends = (path: Bytes) => exceptions.some((text) => `${text}/`.startsWith(path));
  return {
    scope: statelessScope(patterns, containersMatcher),
    treat: (scope, path, name, type) => treat(scope, name, type, () => descends(path)),
  };
}

const trimSlashes = (text: Bytes): Bytes => text.replace(/^\/+|\/+$/g, "");

function treat(scope: Scope, name: Bytes, type: EntryType, descends: () => boolean): Treatment {
  if (type === "socket") return { taken: false, by: null, enters: false, because: "socket-skipped" };
  const { matched, by } = scope.decide(name);
  return { taken: !matched, by, enters: type === "directory" && (!matched || descends()) };
}
