import type { Combination } from "./matrix.ts";

/** What the expressions of a step may refer to. */
export interface Values {
  readonly matrix: Combination;
  readonly env: ReadonlyMap<string, string>;
}

const expression = /\$\{\{([^}]*)\}\}/g;

/** Replaces `matrix`, `env`, literals and `github.workspace`; every other expression stands as it is written. */
export function resolveText(text: string, values: Values, depth = 0): string {
  return text.replace(expression, (written: string, inside: string) => {
    const found = evaluate(inside.trim(), values);
    if (found === undefined) return written;
    return depth < 5 && found !== written ? resolveText(found, values, depth + 1) : found;
  });
}

/** The first that only a run can tell; null where there is none. */
export const unknownIn = (text: string): string | null => /\$\{\{([^}]*)\}\}/.exec(text)?.[1]?.trim() ?? null;

/** The problem of a build where only a run can tell which it is; null where these words do. */
export function notKnown(...words: readonly string[]): string | null {
  const unknown = words.map(unknownIn).find((one) => one !== null) ?? null;
  return unknown === null ? null : `not known: ${unknown}`;
}

function evaluate(name: string, { matrix, env }: Values): string | undefined {
  if (name === "github.workspace") return ".";
  const quoted = /^'([^']*)'$/.exec(name)?.[1];
  if (quoted !== undefined) return quoted;
  if (/^-?\d+(\.\d+)?$/.test(name) || name === "true" || name === "false") return name;
  const [root, ...path] = name.replace(/\[\s*'([^']*)'\s*\]/g, ".$1").split(".");
  if (path.some((part) => !/^[\w-]+$/.test(part))) return undefined;
  if (root === "env" && path.length === 1) return env.get(path[0] ?? "");
  return root === "matrix" && path.length > 0 ? below(matrix, path) : undefined;
}

function below(value: unknown, path: readonly string[]): string | undefined {
  let at: unknown = value;
  for (const part of path)
    at = typeof at === "object" && at !== null && Object.hasOwn(at, part) ? Reflect.get(at, part) : undefined;
  return typeof at === "string" || typeof at === "number" || typeof at === "boolean" ? String(at) : undefined;
}
