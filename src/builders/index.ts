import { CtxcheckError } from "../errors.ts";
import { balena } from "./balena.ts";
import { buildah } from "./buildah.ts";
import type { Builder, BuilderName } from "./builder.ts";
import { buildkit } from "./buildkit.ts";
import { buildkit08 } from "./buildkit-0.8.ts";
import { cdk } from "./cdk.ts";
import { classic } from "./classic.ts";
import { kaniko } from "./kaniko.ts";
import { testcontainers } from "./testcontainers.ts";

/** Every builder that ctxcheck knows, by the name of `--builder`. */
export const builders: Readonly<Record<BuilderName, Builder>> = {
  buildkit,
  "buildkit@0.8": buildkit08,
  classic,
  buildah,
  balena,
  testcontainers,
  cdk,
  kaniko,
};

/** Other names that people use. */
export const builderAliases: Readonly<Record<string, BuilderName>> = {
  docker: "buildkit",
  podman: "buildah",
};

/** Throws CtxcheckError "usage" for a name that no builder has. */
export function builderName(name: string): BuilderName {
  const known = Object.hasOwn(builderAliases, name) ? builderAliases[name] : name;
  const found = Object.values(builders).find((builder) => builder.name === known);
  if (found !== undefined) return found.name;
  const names = Object.keys(builders).join(", ");
  throw new CtxcheckError("usage", `there is no builder "${name}"`, `use one of ${names}`);
}
