import type { Path } from "./decode.ts";

/** A path in which "*" is any key and "[]" any item of a list. */
export type PathPattern = readonly string[];

export const pattern = (text: string): PathPattern => text.split(".");

/** Both "services" and "jobs" contain containers. */
export const ofContainers = (...below: readonly string[]): PathPattern[] =>
  below.flatMap((rest) => [pattern(`services.*.${rest}`), pattern(`jobs.*.${rest}`)]);

export const matches = (path: Path, wanted: PathPattern): boolean =>
  path.length === wanted.length && path.every((part, at) => wanted[at] === "*" || wanted[at] === part);

export const show = (path: Path): string => path.join(".");
