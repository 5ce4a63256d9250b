import { containersDialectOf2022, dialectOf28 } from "../dockerfile/dialect.ts";
import { wrongUse } from "../errors.ts";
import { balena } from "./balena.ts";
import { buildah } from "./buildah.ts";
import type { Builder, BuilderName, ReleaseName } from "./builder.ts";
import { buildkit } from "./buildkit.ts";
import { buildkit08 } from "./buildkit-0.8.ts";
import { cdk } from "./cdk.ts";
import { classic } from "./classic.ts";
import { kaniko } from "./kaniko.ts";
import { testcontainers } from "./testcontainers.ts";

/** Every builder that ctxcheck knows, by its `--builder` name. */
export const builders: Readonly<Record<Exclude<BuilderName, ReleaseName>, Builder>> = {
  buildkit,
  "buildkit@0.8": buildkit08,
  classic,
  buildah,
  balena,
  testcontainers,
  cdk,
  kaniko,
};

/** Other releases of the same builders: they send the same, but treat a Dockerfile differently. */
const releases: Readonly<Record<ReleaseName, Builder>> = {
  "classic@28": {
    ...classic,
    name: "classic@28",
    title: "the classic builder (Docker 28)",
    dialect: dialectOf28,
  },
  "buildah@1.28": {
    ...buildah,
    name: "buildah@1.28",
    title: "buildah 1.28",
    dialect: containersDialectOf2022,
  },
};

const known = { ...builders, ...releases };

export const builderOf = (name: BuilderName): Builder => known[name];

/** Other names that people use. */
export const builderAliases: Readonly<Record<string, BuilderName>> = {
  docker: "buildkit",
  podman: "buildah",
};

/** Returns the client, if it differs from its builder in some respects. */
export const clientOf = (name: string): { client?: "podman" } => (name === "podman" ? { client: name } : {});

/** Throws CtxcheckError "usage" if no builder has the name. */
export function builderName(name: string): BuilderName {
  const meant = Object.hasOwn(builderAliases, name) ? builderAliases[name] : name;
  const found = Object.values(known).find((builder) => builder.name === meant);
  if (found !== undefined) return found.name;
  const names = Object.keys(known).join(", ");
  throw wrongUse(`there is no builder "${name}"`, `use one of ${names}`);
}
