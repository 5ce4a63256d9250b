import { toText } from "../bytes.ts";
import { placeOfPattern } from "../explain/explain.ts";
import type { Matches } from "../explain/matches.ts";
import type { Pattern } from "../ignore/pattern.ts";
import { isSentAtAll, type WalkedEntry } from "../model.ts";
import { showBytes } from "../sizes.ts";
import { columns } from "./columns.ts";
import { safe } from "./escape.ts";
import { paint, type View } from "./view.ts";
import { count } from "./words.ts";

/** Up to this many are reported one by one. */
const few = 10;

interface Group {
  readonly by: Pattern | null;
  readonly sent: boolean;
  files: number;
  bytes: number;
}

/** Renders what a pattern of paths matches: each path if there are few, else how many are sent and what decides. */
export function renderMatches(matches: Matches, view: View): string {
  const { pattern, entries } = matches;
  const head = `${JSON.stringify(safe(pattern))} matches ${headWords(entries)}.`;
  const rows =
    entries.length <= few || view.verbose
      ? entries.map((entry) => [
          isSentAtAll(entry) ? "sent" : "not sent",
          safe(toText(entry.path)),
          decided(entry.by),
        ])
      : groupsOf(entries).map((group) => [
          group.sent ? "sent" : "not sent",
          `${count(group.files, "file")}, ${showBytes(group.bytes)}`,
          decided(group.by),
        ]);
  return `${[paint(view, "bold", head), ...columns(rows).map((line) => `  ${line}`)].join("\n")}\n`;
}

function headWords(entries: readonly WalkedEntry[]): string {
  if (entries.length === 0) return "nothing";
  const sent = entries.filter(isSentAtAll).length;
  const all = count(entries.length, "path");
  if (sent === entries.length) return `${all}, sent`;
  return sent === 0 ? `${all}, not sent` : `${all}: ${sent} sent, ${entries.length - sent} not`;
}

const sizeOf = ({ below, size }: WalkedEntry) =>
  below === undefined
    ? { files: 1, bytes: size }
    : {
        files: below.allowed.files + below.excluded.files,
        bytes: below.allowed.bytes + below.excluded.bytes,
      };

const decided = (by: Pattern | null): string =>
  by === null
    ? "no pattern matches"
    : `${safe(by.source.file)}:${by.source.line} ${safe(toText(by.source.text))}`;

function groupsOf(entries: readonly WalkedEntry[]): Group[] {
  const groups = new Map<string, Group>();
  for (const entry of entries) {
    const sent = isSentAtAll(entry);
    const key = `${sent} ${entry.by?.source.line ?? ""}`;
    const group = groups.get(key) ?? { by: entry.by, sent, files: 0, bytes: 0 };
    groups.set(key, group);
    const { files, bytes } = sizeOf(entry);
    group.files += files;
    group.bytes += bytes;
  }
  return [...groups.values()].sort((a, b) => b.bytes - a.bytes);
}

/** For `--json`. */
export function matchesJson({ pattern, entries }: Matches) {
  return {
    pattern,
    matches: entries.map((entry) => ({
      path: toText(entry.path),
      type: entry.type,
      allowed: entry.allowed,
      sent: isSentAtAll(entry),
      ...sizeOf(entry),
      by: entry.by && placeOfPattern(entry.by),
    })),
  };
}
