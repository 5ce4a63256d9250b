import type { Bytes } from "../bytes.ts";
import type { Stopwatch } from "../timing.ts";
import type { Range } from "./packed.ts";
import type { Source } from "./source.ts";

/** The source, with the time that it takes and the number of calls. */
export function timedSource(source: Source, watch: Stopwatch | undefined): Source {
  if (watch === undefined) return source;
  const timed = <A extends unknown[], T>(call: (...args: A) => T, count: () => void) => {
    return (...args: A): T => {
      count();
      watch.enter("reading");
      const result = call(...args);
      watch.leave();
      return result;
    };
  };
  const { calls } = watch;
  const { ready } = source;
  return {
    ...source,
    ...(ready === undefined
      ? {}
      : {
          ready: timed(
            (path: Bytes) => counted(ready(path), calls),
            () => {},
          ),
        }),
    list: timed(source.list, () => calls.directories++),
    stats: timed(source.stats, () => calls.stats++),
    denied: timed(source.denied, () => {}),
  };
}

function counted(found: Range | undefined, calls: Stopwatch["calls"]): Range | undefined {
  if (found === undefined) return undefined;
  calls.directories++;
  calls.ahead++;
  return found;
}
