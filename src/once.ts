/** Caches the results of a function of a string, up to so many: in a tree, most names recur. */
export function remembered<T extends object | boolean | string | null>(
  make: (name: string) => T,
  most = 4_096,
): (name: string) => T {
  const answers = new Map<string, T>();
  return (name) => {
    const known = answers.get(name);
    if (known !== undefined) return known;
    if (answers.size === most) answers.clear();
    const answer = make(name);
    answers.set(name, answer);
    return answer;
  };
}

/** Creates a value on first use and keeps it. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
