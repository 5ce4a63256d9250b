import { builderOf } from "../builders/index.ts";
import { toText } from "../bytes.ts";
import type { Change } from "../fix/change.ts";
import type { Fixed, Offer } from "../fix/fix.ts";
import { shellWord } from "../shell.ts";
import { showBytes } from "../sizes.ts";
import { columns } from "./columns.ts";
import { safe } from "./escape.ts";
import type { View } from "./view.ts";
import { count } from "./words.ts";

const mostPaths = 5;

/** Renders what was fixed, what was not and why, and how that changes what is sent. */
export function renderFix(
  fixed: Fixed,
  { verbose, quiet, written }: View & { readonly written: boolean },
): string {
  const { made, left, fromHere, changes } = fixed;
  const place = (line: number) => `${safe(fromHere)}:${line}`;
  const done = written ? "fixed" : "would fix";
  const lines = [
    ...(quiet
      ? []
      : made.map(({ rule, line, pattern }) => `${done}  ${place(line)} ${rule} ${shown(pattern)}`)),
    ...left.map(({ remark: { rule, line }, why }) => `not fixed  ${place(line)} ${rule}: ${safe(why)}`),
    ...changed(changes).flatMap((group) => changeLines(group, verbose)),
    ...closing(fixed, written),
    ...offered(fixed.offers),
  ];
  return `${lines.join("\n")}\n`;
}

const shown = (pattern: string): string => (pattern === "" ? "" : safe(JSON.stringify(toText(pattern))));

function closing(fixed: Fixed, written: boolean): string[] {
  const { made, changes, offers, fromHere } = fixed;
  if (made.length === 0) return offers.length === 0 ? [`${safe(fromHere)}: Nothing to fix.`] : [];
  const readers = [...new Set(changes.map(({ builder }) => builder))].join(", ");
  const same = changes.every((change) => change.out.length + change.in.length === 0);
  const checked = `checked on the whole tree for ${readers}`;
  const effect = same ? `What is sent stays the same; ${checked}.` : `Nothing else changes; ${checked}.`;
  const target = linkTarget(fixed);
  if (target === null) return [written ? effect : `${effect} --write applies it.`];
  const link = `${safe(fromHere)} is a link to ${target}`;
  return written
    ? [effect, `${link}, which was written.`]
    : [`${effect} ${link}: --write --follow-link writes that.`];
}

/** Returns null if the ignore file is not a link. */
function linkTarget({ path, place, context }: Fixed): string | null {
  if (path === place) return null;
  return path.startsWith(`${context}/`)
    ? safe(toText(path.slice(context.length + 1)))
    : "a file outside of the context";
}

const mostOffers = 10;

/** Renders other possible fixes, and how to apply them. */
function offered(offers: readonly Offer[]): string[] {
  if (offers.length === 0) return [];
  const rows = offers
    .slice(0, mostOffers)
    .map(({ option, value, what, bytes }) => [
      bytes === null ? "" : `${showBytes(bytes)} less`,
      safe(what),
      `ctxcheck fix --write ${option} ${shellWord(safe(value))}`,
    ]);
  const rest = offers.length - rows.length;
  return [
    "These change what is sent, so they are made only by name:",
    ...columns(rows, [0]).map((row) => `  ${row}`),
    ...(rest > 0 ? [`  and ${rest} more (ctxcheck suggest lists them)`] : []),
  ];
}

interface Group {
  readonly change: Change;
  readonly names: readonly string[];
}

/** Groups the builders that have the same changes. */
function changed(changes: readonly Change[]): Group[] {
  const groups = new Map<string, { change: Change; names: string[] }>();
  for (const change of changes.filter(({ out, in: then }) => out.length + then.length > 0)) {
    const key = JSON.stringify([change.out, change.in, change.wasRefused]);
    const group = groups.get(key) ?? { change, names: [] };
    const { title } = builderOf(change.builder);
    if (!group.names.includes(title)) group.names.push(title);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function changeLines({ change, names }: Group, verbose: boolean): string[] {
  const { out, in: then, outSize, inSize, wasRefused } = change;
  const who = names.length > 3 ? `${names[0]} and ${names.length - 1} other builders` : names.join(", ");
  if (wasRefused)
    return [`${who}: the build was refused, and is no longer; ${count(then.length, "entry")} would be sent`];
  return [
    ...reported(`${who}: no longer sent`, out, outSize, verbose),
    ...reported(`${who}: sent then`, then, inSize, verbose),
  ];
}

function reported(
  what: string,
  paths: readonly string[],
  { files, bytes }: Change["outSize"],
  verbose: boolean,
): string[] {
  if (paths.length === 0) return [];
  const some = paths.slice(0, verbose ? undefined : mostPaths).map((path) => safe(toText(path)));
  const rest = paths.length > some.length ? ` and ${paths.length - some.length} more` : "";
  return [`${what}: ${count(files, "file")}, ${showBytes(bytes)}: ${some.join(", ")}${rest}`];
}
