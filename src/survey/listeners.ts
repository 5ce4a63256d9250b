import type { Listener } from "../context/walk.ts";
import type { Stopwatch } from "../timing.ts";
import type { Passing } from "./below.ts";

type Hearing = Listener & Passing;

/** The first gets everything, the others entries. */
export function together(first: Hearing, others: readonly Pick<Listener, "entry">[]): Hearing {
  return {
    ...first,
    entry: (entry, id) => {
      first.entry(entry, id);
      for (const other of others) other.entry(entry, id);
    },
  };
}

/** What the rules do with an entry counts as findings. */
export function timed(rules: Hearing, watch: Stopwatch | undefined): Hearing {
  if (watch === undefined) return rules;
  const entry: Listener["entry"] = (walked, id) => {
    watch.enter("findings");
    rules.entry(walked, id);
    watch.leave();
  };
  return { ...rules, entry };
}
