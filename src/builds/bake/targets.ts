import type { Build } from "../model.ts";
import type { Resolved } from "./blocks.ts";
import { entriesOf, itemsOf, type Value } from "./value.ts";

/** A target of bake; fields that are not set are undefined. */
export interface Target {
  readonly name: string;
  readonly inherits: readonly string[];
  readonly context?: string;
  readonly dockerfile?: string;
  readonly inline?: string;
  readonly target?: string;
  readonly args: ReadonlyMap<string, string>;
  readonly contexts: ReadonlyMap<string, string>;
  readonly platforms?: readonly string[];
  readonly place: Build["source"];
  /** Whether it is in a bake file, not only in one of compose. */
  readonly isBake: boolean;
}

export function readTarget({ block, name, values }: Resolved): Target {
  const text = (field: string) => {
    const data = values.get(field)?.data;
    return typeof data === "string" ? data : undefined;
  };
  const [context, dockerfile, inline, target] = ["context", "dockerfile", "dockerfile-inline", "target"].map(
    text,
  );
  const platforms = values.get("platforms");
  return {
    name,
    inherits: texts(values.get("inherits")),
    ...(context === undefined ? {} : { context }),
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(inline === undefined ? {} : { inline }),
    ...(target === undefined ? {} : { target }),
    args: pairs(values.get("args")),
    contexts: pairs(values.get("contexts")),
    ...(platforms === undefined || platforms.data === null ? {} : { platforms: texts(platforms) }),
    place: { file: block.file, line: block.line },
    isBake: true,
  };
}

export const texts = (value: Value | undefined): string[] =>
  value === undefined ? [] : itemsOf(value).flatMap(({ data }) => (typeof data === "string" ? [data] : []));

/** A null counts as absent. */
function pairs(value: Value | undefined): Map<string, string> {
  const entries = value === undefined ? [] : [...entriesOf(value)];
  return new Map(
    entries.flatMap(([key, { data }]) => (typeof data === "string" ? [[key, data] as const] : [])),
  );
}

/** Merges two definitions of a target; `over` takes precedence. */
export function mergeTargets(base: Target, over: Target): Target {
  return {
    ...base,
    ...over,
    name: base.name,
    place: base.isBake ? base.place : over.place,
    isBake: base.isBake || over.isBake,
    inherits: [...base.inherits, ...over.inherits],
    args: new Map([...base.args, ...over.args]),
    contexts: new Map([...base.contexts, ...over.contexts]),
  };
}
