import type { Target } from "./targets.ts";

/** One `--set target.key=value`. */
interface Override {
  readonly pattern: string;
  readonly key: string;
  readonly name: string;
  readonly value: string;
}

/** Parses overrides; lines of another form are skipped. */
export function readOverrides(set: readonly string[]): Override[] {
  return set.flatMap((line) => {
    const [, pattern = "", key = "", name = "", value = ""] =
      /^([^.=]+)\.([^.=+]+)(?:\.([^=]+?))?\+?=(.*)$/s.exec(line) ?? [];
    return key === "" ? [] : [{ pattern, key, name, value }];
  });
}

export function override(target: Target, overrides: readonly Override[]): Target {
  return overrides
    .filter(({ pattern }) => pattern === target.name || matchName(pattern, target.name))
    .reduce(apply, target);
}

function apply(target: Target, { key, name, value }: Override): Target {
  switch (key) {
    case "context":
      return { ...target, context: value };
    case "dockerfile":
      return { ...target, dockerfile: value };
    case "target":
      return { ...target, target: value };
    case "arg":
    case "args":
      return { ...target, args: new Map([...target.args, [name, value]]) };
    case "contexts":
      return { ...target, contexts: new Map([...target.contexts, [name, value]]) };
    case "platform":
    case "platforms":
      return { ...target, platforms: value === "" ? [] : value.split(",") };
    default:
      return target;
  }
}

/** Matches a name without slashes with a shell pattern: `*` and `?`. Takes at most the product of both lengths. */
function matchName(pattern: string, name: string): boolean {
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (from < name.length) {
    if (at < pattern.length && (pattern[at] === "?" || pattern[at] === name[from]) && pattern[at] !== "*") {
      at++;
      from++;
    } else if (pattern[at] === "*") {
      star = at++;
      mark = from;
    } else if (star >= 0) {
      at = star + 1;
      from = ++mark;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
