import { CtxcheckError } from "../errors.ts";
import { findBuilds } from "./found-builds.ts";
import type { Io } from "./io.ts";
import type { Values } from "./options.ts";

/** Each name once, with the place of its definition; none where the directory cannot be read. */
export function buildNames(values: Values, io: Pick<Io, "cwd" | "env">): (readonly [string, string])[] {
  try {
    const { builds } = findBuilds(values, io);
    return [...new Map(builds.map(({ name, source }) => [name, `${source.file}:${source.line}`]))];
  } catch (error) {
    if (error instanceof CtxcheckError) return [];
    throw error;
  }
}
