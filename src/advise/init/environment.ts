import type { Bytes } from "../../bytes.ts";
import { baseName } from "../../findings/kinds.ts";
import { spellPath } from "../../ignore/spell.ts";
import { isBelowOne } from "../../survey/junk.ts";
import { isEnvironment } from "../file-kind.ts";
import type { DraftLine } from "./draft.ts";

/** A path of the context whose name begins like that of an environment file. */
export interface EnvironmentFile {
  readonly path: Bytes;
  /** Why it is sent anyway; null if it is excluded. */
  readonly stays: string | null;
}

const title = "Environment files: they hold secrets, and settings that differ from machine to machine";
const examples = ["example", "sample", "template", "dist"];

/** Whether the line for environment files matches this path itself. */
export const isNamedLikeOne = (path: Bytes): boolean => baseName(path).startsWith(".env");

/** Whether it is an example, which shows what to write and holds no secrets. */
export const isExample = (path: Bytes): boolean => isNamedLikeOne(path) && !isEnvironment(path);

/**
 * Returns the lines that exclude environment files wherever they are or will be. `byName`: examples are re-included by
 * name, at any depth; else each existing one by its path.
 */
export function environmentLines(files: readonly EnvironmentFile[], byName: boolean): DraftLine[] {
  const kinds = examples.filter(
    (kind) => kind === "example" || files.some(({ path }) => baseName(path) === `.env.${kind}`),
  );
  const isKind = (path: Bytes) => kinds.some((kind) => baseName(path) === `.env.${kind}`);
  const staying = files.filter(({ path, stays }) => stays !== null && !(byName && isKind(path)));
  const tops = new Set(staying.map(({ path }) => path));
  return [
    { text: "**/.env*", comment: title },
    ...(byName ? kinds.map((kind) => ({ text: `!**/.env.${kind}`, comment: title })) : []),
    ...staying
      .filter(({ path }) => !isBelowOne(path, tops))
      .map(({ path, stays }) => ({ text: `!${spellPath(path)}`, comment: `Stays: ${stays}` })),
  ];
}
