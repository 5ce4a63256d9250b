import { unlessReported } from "../errors.ts";
import { findBuilds } from "./found-builds.ts";
import type { Io } from "./io.ts";
import type { Values } from "./options.ts";

/** Each name once, with the place of its definition; none where the directory cannot be read. */
export function buildNames(values: Values, io: Pick<Io, "cwd" | "env">): (readonly [string, string])[] {
  const { builds } = unlessReported(() => findBuilds(values, io)) ?? { builds: [] };
  return [...new Map(builds.map(({ name, source }) => [name, `${source.file}:${source.line}`]))];
}
