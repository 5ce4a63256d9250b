/** What a run spends its time on. */
export type Part = "reading" | "matching" | "findings" | "secrets" | "report";

/** Time counts for the innermost open part, so that the parts add up. */
export interface Stopwatch {
  enter(part: Part): void;
  leave(): void;
  /** Milliseconds. */
  readonly spent: Record<Part, number>;
  /** For the walked tree: directories, those of them read by other threads, and lstat calls of this one. */
  readonly calls: { directories: number; ahead: number; stats: number };
}

export function stopwatch(now: () => number = () => performance.now()): Stopwatch {
  const spent = { reading: 0, matching: 0, findings: 0, secrets: 0, report: 0 };
  const open: Part[] = [];
  let since = now();
  const book = () => {
    const part = open.at(-1);
    const moment = now();
    if (part !== undefined) spent[part] += moment - since;
    since = moment;
  };
  return {
    enter: (part) => {
      book();
      open.push(part);
    },
    leave: () => {
      book();
      open.pop();
    },
    spent,
    calls: { directories: 0, ahead: 0, stats: 0 },
  };
}

/** Measures work as this part of the run. */
export async function during<T>(
  watch: Stopwatch | undefined,
  part: Part,
  work: () => T | Promise<T>,
): Promise<T> {
  watch?.enter(part);
  const result = await work();
  watch?.leave();
  return result;
}
