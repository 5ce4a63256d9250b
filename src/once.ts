/** The answers to a question that depends on a name alone: in a tree most names come again and again. */
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

/** Makes something when it is first wanted, and keeps it. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
