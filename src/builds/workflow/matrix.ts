/** What one run of a job has under `matrix`; undefined where only a run can tell. */
export type Combination = Readonly<Record<string, unknown>>;

const most = 256;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** As GitHub expands `strategy.matrix`. What an expression gives is not known, and counts for one combination. */
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

/** An entry joins every combination of which it changes no axis; one that joins none is a combination of its own. */
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
