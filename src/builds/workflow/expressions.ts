/** Values that the expressions of a step may reference. */
export interface Values {
  readonly matrix: Combination;
  readonly env: ReadonlyMap<string, string>;
}

const expression = /\$\{\{([^}]*)\}\}/g;

/** Replaces `matrix`, `env`, literals and `github.workspace`; every other expression stays as written. */
export function resolveText(text: string, values: Values, depth = 0): string {
  return text.replace(expression, (written: string, inside: string) => {
    const found = evaluate(inside.trim(), values);
    if (found === undefined) return written;
    return depth < 5 && found !== written ? resolveText(found, values, depth + 1) : found;
  });
}

/** Returns the first expression that only a run can resolve; null if there is none. */
export const unknownIn = (text: string): string | null => /\$\{\{([^}]*)\}\}/.exec(text)?.[1]?.trim() ?? null;

/** Returns the problem of a build whose words only a run can resolve; null if they are known. */
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

/** What one run of a job has under `matrix`; undefined if only a run can tell. */
type Combination = Readonly<Record<string, unknown>>;

const most = 256;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Expands `strategy.matrix` like GitHub. The result of an expression is unknown and counts as one combination. */
export function expandMatrix(matrix: unknown): readonly Combination[] {
  if (!isRecord(matrix)) return [{}];
  const axes = Object.entries(matrix).filter(([name]) => name !== "include" && name !== "exclude");
  let found: Combination[] = axes.length === 0 ? [] : [{}];
  for (const [name, values] of axes) {
    const items = Array.isArray(values) ? values : [undefined];
    found = items.flatMap((item) => found.map((one) => ({ ...one, [name]: item }))).slice(0, most);
  }
  const excluded = records(matrix.exclude);
  const kept = found.filter((one) => !excluded.some((rule) => covers(one, rule)));
  return include(kept, records(matrix.include), new Set(axes.map(([name]) => name)));
}

const records = (value: unknown): Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

const covers = (one: Combination, rule: Combination): boolean =>
  Object.entries(rule).every(([name, value]) => equal(one[name], value));

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Merges an entry into every combination of which it changes no axis; one that fits none is a combination of its own.
 */
function include(
  base: readonly Combination[],
  entries: readonly Combination[],
  axes: ReadonlySet<string>,
): readonly Combination[] {
  let joined = base.map((one) => ({ own: one, all: one }));
  const alone: Combination[] = [];
  for (const entry of entries) {
    const fits = (own: Combination) =>
      Object.entries(entry).every(([name, value]) => !axes.has(name) || equal(own[name], value));
    if (joined.some(({ own }) => fits(own)))
      joined = joined.map((one) => (fits(one.own) ? { own: one.own, all: { ...one.all, ...entry } } : one));
    else alone.push(entry);
  }
  const all = [...joined.map((one) => one.all), ...alone].slice(0, most);
  return all.length === 0 ? [{}] : all;
}
