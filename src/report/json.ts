import type { Report } from "../report-model.ts";
import { escapeUnits, unsafeInLines } from "./escape.ts";
import { withoutJsonCommands } from "./log-commands.ts";

/** `--format json`, version 1. */
export function renderJson(report: Report): string {
  return jsonText(report);
}

/** Formats JSON for pipes and terminals alike: what would act on a terminal becomes an escape with the same meaning. */
export function jsonText(value: unknown): string {
  return `${escaped(JSON.stringify(value, null, 2))}\n`;
}

/** The same in pieces: what can be gone through and is no array is written as one, and may be long. */
export function* jsonPieces(value: object): Generator<string> {
  let before = "{";
  for (const [key, one] of Object.entries(value)) {
    const isLong = typeof one === "object" && one !== null && Symbol.iterator in one && !Array.isArray(one);
    if (one !== undefined)
      yield* isLong ? listPieces(`${before}\n  "${key}": [`, one) : [before + member({ [key]: one })];
    before = ",";
  }
  yield "\n}\n";
}

/** What stands between the braces. */
const member = (value: object): string => jsonText(value).slice("{".length, -"\n}\n".length);

function* listPieces(head: string, items: Iterable<unknown>): Generator<string> {
  let before = head;
  for (const item of items) {
    yield before + member({ "": [item] }).slice('\n  "": ['.length, -"\n  ]".length);
    before = ",";
  }
  yield before === head ? `${head}]` : "\n  ]";
}

/** The same on one line. */
export function jsonLine(value: unknown): string {
  return `${escaped(JSON.stringify(value))}\n`;
}

const escaped = (json: string): string => withoutJsonCommands(json.replace(unsafeInLines, escapeUnits));
