import type { WalkedEntry } from "../model.ts";
import type { Finding } from "./finding.ts";
import type { Rule } from "./rule.ts";

export const arrivesEmpty: Rule = {
  id: "arrives-empty",
  severity: "error",
  summary: "A file is sent by name, but its content is lost on the way; the build does not fail.",
  start: () => {
    const unreadable = new Set<string>();
    return {
      problem: ({ path }) => {
        unreadable.add(path);
        return [];
      },
      entry: (entry) => (entry.arrivesEmpty && entry.type === "file" ? [emptyFile(entry, unreadable)] : []),
    };
  },
};

function emptyFile({ path, by }: WalkedEntry, unreadable: ReadonlySet<string>): Finding {
  const why = unreadable.has(path) ? "unreadable" : "pattern";
  const place = by === null ? null : `${by.source.file}:${by.source.line}`;
  return { rule: "arrives-empty", severity: "error", path, why, by: place };
}

export const unreadable: Rule = {
  id: "unreadable",
  severity: "error",
  summary: "Something in the context cannot be read: the build fails, or the numbers here are too small.",
  start: () => ({
    problem: ({ path, reason, refusal, code }) => [
      {
        rule: "unreadable",
        severity: refusal ? "error" : "warning",
        path,
        reason,
        refusal,
        vanished: code === "vanished",
        what: code === "copy-failed" || code === "special" ? "copied" : "read",
      },
    ],
  }),
};

export const specialFile: Rule = {
  id: "special-file",
  severity: "warning",
  summary: "A socket, FIFO or device is in the context.",
  start: () => ({
    entry: ({ path, type, allowed, because, sent }) =>
      isSpecial(type) && (allowed || because === "socket-skipped")
        ? [{ rule: "special-file", severity: "warning", path, type, sent }]
        : [],
  }),
};

const isSpecial = (type: WalkedEntry["type"]) => type === "fifo" || type === "socket" || type === "device";
