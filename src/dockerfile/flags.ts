import { appendTo } from "../append.ts";
import { type Bytes, toText } from "../bytes.ts";
import { refuse } from "./refusal.ts";
import { suggest } from "./suggest.ts";

/** What an instruction accepts: a switch, one value, or one value per occurrence. */
export type FlagKind = "boolean" | "string" | "list";

export interface Flags {
  /** Whether the flag is given at all. */
  has(name: string): boolean;
  /** Returns the value of a "string" flag; empty if it is not given. */
  text(name: string): Bytes;
  /** Returns the values of a "list" flag. */
  list(name: string): Bytes[];
  /** Whether a "boolean" flag is given without a value or as `true`. */
  isTrue(name: string): boolean;
}

/** The first docker/dockerfile that has the flag as stable (release notes of moby/buildkit). */
const since: Readonly<Record<string, string>> = {
  mount: "1.2",
  chmod: "1.2",
  network: "1.3",
  link: "1.4",
  checksum: "1.6",
  unpack: "1.17",
  exclude: "1.19",
  parents: "1.20",
  security: "1.20",
};

/** Returns what a flag needs that this builder does not support. */
export const flagNeeds = (name: string): string | undefined =>
  Object.hasOwn(since, name)
    ? `--${name} needs BuildKit and docker/dockerfile ${since[name]} or later (# syntax=docker/dockerfile:1)`
    : undefined;

/** instructions/bflag.go BFlags.Parse. */
export function readFlags(
  flags: readonly Bytes[],
  known: Readonly<Record<string, FlagKind>>,
  newest: Readonly<Record<string, FlagKind>> = known,
): Flags {
  const kinds = new Map(Object.entries(known));
  const values = new Map<string, Bytes[]>();
  for (const flag of flags) {
    if (flag === "--") break;
    const { name, value } = readFlag(flag, kinds, values.keys(), newest);
    appendTo(values, name, value);
  }
  return {
    has: (name) => values.has(name),
    text: (name) => values.get(name)?.[0] ?? "",
    list: (name) => values.get(name) ?? [],
    isTrue: (name) => values.get(name)?.[0] === "true",
  };
}

function readFlag(
  flag: Bytes,
  kinds: ReadonlyMap<string, FlagKind>,
  given: Iterable<string>,
  newest: Readonly<Record<string, FlagKind>>,
) {
  const equals = flag.indexOf("=");
  const shown = toText(equals < 0 ? flag : flag.slice(0, equals));
  const value = equals < 0 ? null : flag.slice(equals + 1);
  const name = shown.slice(2);
  const kind = kinds.get(name);
  if (kind === undefined)
    refuse(
      `unknown flag: ${shown}`,
      suggest(name, kinds.keys()) ?? (Object.hasOwn(newest, name) ? flagNeeds(name) : undefined),
      { flag: name },
    );
  if (kind !== "list" && new Set(given).has(name)) refuse(`duplicate flag specified: ${shown}`);
  return { name, value: kind === "boolean" ? readBoolean(shown, value) : readValue(shown, value) };
}

function readValue(shown: string, value: Bytes | null): Bytes {
  return value ?? refuse(`missing a value on flag: ${shown}`, `write ${shown}=...`);
}

function readBoolean(shown: string, value: Bytes | null): Bytes {
  if (value === "") refuse(`missing a value on flag: ${shown}`);
  const lower = (value ?? "true").toLowerCase();
  if (lower === "true" || lower === "false") return lower;
  return refuse(`expecting boolean value for flag ${shown}, not: ${toText(value ?? "")}`);
}
