export type Test = (text: string) => boolean;

/** What a text has to begin and end with to be matched by `^...$`. */
interface Edges {
  readonly head: string;
  readonly tail: string;
  /** Nothing stands between them: `head` is the whole of it. */
  readonly isWhole: boolean;
}

const parts = /\\.|\[(?:\\.|[^\]\\])*\]|./gs;
/** A letter behind a backslash may mean something, and case beyond ASCII is not ours to fold. */
const literal = /^(?:\\[^\w\u0080-\uffff]|[^\\^$.*+?()[\]{}|\u0080-\uffff])$/s;
const repeats = /^[*+?{]$/;

function edgesOf(source: string): Edges {
  const all: readonly string[] = source.slice(1, -1).match(parts) ?? [];
  if (all.includes("|")) return { head: "", tail: "", isWhole: false };
  const stop = all.findIndex((part) => !literal.test(part));
  const isWhole = stop < 0;
  const head = isWhole ? all : all.slice(0, repeats.test(all[stop] ?? "") ? Math.max(stop - 1, 0) : stop);
  const tail = isWhole ? [] : all.slice(all.findLastIndex((part) => !literal.test(part)) + 1);
  const textOf = (some: readonly string[]) => some.map((part) => part.slice(-1)).join("");
  return { head: textOf(head), tail: textOf(tail), isWhole };
}

/**
 * The test of `^...$` with what its text must begin and end with asked first: most names have neither, and an expression
 * takes a thousand times as long when it is first asked. `make` may throw SyntaxError, which no literal text does.
 */
export function byEdges(source: string, ignorecase: boolean, make: () => Test | null): Test | null {
  const { head, tail, isWhole } = edgesOf(source);
  if (isWhole && !ignorecase) return (text) => text === head;
  let test = isWhole ? undefined : make();
  if (test === null) return null;
  const asked = (text: string): boolean => {
    test ??= make();
    return test?.(text) ?? false;
  };
  if (!ignorecase) return (text) => text.startsWith(head) && text.endsWith(tail) && asked(text);
  const [start, end] = [head.toLowerCase(), tail.toLowerCase()];
  return (text) =>
    text.slice(0, start.length).toLowerCase() === start &&
    text.slice(text.length - Math.min(end.length, text.length)).toLowerCase() === end &&
    asked(text);
}
