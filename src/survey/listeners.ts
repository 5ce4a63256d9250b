import type { Listener } from "../context/walk.ts";
import type { Stopwatch } from "../timing.ts";

/** The first is told of everything, the others of entries. */
export function together(first: Listener, others: readonly Pick<Listener, "entry">[]): Listener {
  return {
    ...first,
    entry: (entry) => {
      first.entry(entry);
      for (const other of others) other.entry(entry);
    },
  };
}

/** What the rules do with an entry counts as findings. */
export function timed(rules: Listener, watch: Stopwatch | undefined): Listener {
  if (watch === undefined) return rules;
  const entry: Listener["entry"] = (walked) => {
    watch.enter("findings");
    rules.entry(walked);
    watch.leave();
  };
  return { ...rules, entry };
}
