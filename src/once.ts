/** Caches the results of a function that depends on a name alone: in a tree, most names recur. */
export function remembered<T extends object | boolean | string | null>(
  ask: (name: string) => T,
): (name: string) => T {
  const answers = new Map<string, T>();
  return (name) => {
    const known = answers.get(name);
    if (known !== undefined) return known;
    if (answers.size === mostNames) answers.clear();
    const answer = ask(name);
    answers.set(name, answer);
    return answer;
  };
}

const mostNames = 4_096;

/** Creates a value on first use and keeps it. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
