import type { Folder, Verdict } from "../builders/builder.ts";
import type { Bytes } from "../bytes.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { EntryType } from "../model.ts";

/** One pattern that matches the path or one of its parents. */
export interface Touch {
  readonly pattern: Pattern;
  /** The shortest of the path and its parents that the pattern matches. */
  readonly matches: Bytes;
}

/** The builder's walk from the root of the context down to a path. */
export interface Trail {
  /** Verdict on the path or, if the walk never reaches it, on the directory where it stops. */
  readonly verdict: Verdict;
  /** The directory that the walk does not enter; null if it reaches the path. */
  readonly stopsAt: Bytes | null;
  /** In the order of the ignore file. */
  readonly touches: readonly Touch[];
  readonly arrivesEmpty: boolean;
  /** Rules inside the path, if it is a directory that the walk enters. */
  readonly inside: Folder | null;
}

/** Follows a path through a builder's rules. Throws CtxcheckError "bad-pattern" if the builder would fail there. */
export function followTrail(root: Folder, path: Bytes, type: EntryType): Trail {
  const names = path.split("/");
  const touches = new Map<Pattern, Bytes>();
  let [folder, end] = [root, -1];
  for (const [depth, name] of names.entries()) {
    end += 1 + name.length;
    const here = path.slice(0, end);
    for (const pattern of folder.touching(name)) if (!touches.has(pattern)) touches.set(pattern, here);
    const last = depth === names.length - 1;
    const kind = last ? type : "directory";
    const verdict = folder.decide(name, kind);
    if (!last && verdict.enter) {
      folder = folder.enter(name, verdict);
      continue;
    }
    const inside = last && verdict.enter ? folder.enter(name, verdict) : null;
    const arrivesEmpty = last && verdict.sent && folder.arrivesEmpty(name, kind);
    return { verdict, stopsAt: last ? null : here, touches: inOrder(touches), arrivesEmpty, inside };
  }
  throw new RangeError("a path has at least one component");
}

function inOrder(touches: ReadonlyMap<Pattern, Bytes>): Touch[] {
  return [...touches]
    .map(([pattern, matches]) => ({ pattern, matches }))
    .sort((a, b) => (comesBefore(a.pattern, b.pattern) ? -1 : 1));
}

/** Whether `a` precedes `b`. Patterns added by the builder have no line and come last. */
export function comesBefore(a: Pattern, b: Pattern): boolean {
  return a.source.line !== 0 && (b.source.line === 0 || a.source.line < b.source.line);
}
