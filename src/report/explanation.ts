import type { Explanation, TrailStep } from "../explain/explain.ts";
import { showBytes } from "../sizes.ts";
import { columns } from "./columns.ts";
import { count } from "./count.ts";
import { safe } from "./escape.ts";
import { paint, type View } from "./view.ts";

/** The verdict, then the trail, then what would turn the verdict. */
export function renderExplanation(explanation: Explanation, view: View): string {
  const { sent, verdict, trail, change, below } = explanation;
  const lines = [
    paint(view, sent ? "green" : "yellow", safe(verdict)),
    ...columns(trail.map(stepRow)).map((line) => `  ${line}`),
    ...(below === null || !sent
      ? []
      : [
          `  Below it: sent ${count(below.sent.files, "file")}, ${showBytes(below.sent.bytes)}; kept out, as far as the walk met it, ${count(below.excluded.files, "file")}, ${count(below.excluded.directories, "directory")}.`,
        ]),
    ...(change === null
      ? []
      : [`  To turn this, append to the ignore file: ${paint(view, "cyan", safe(change.line))}`]),
  ];
  return `${lines.join("\n")}\n`;
}

function stepRow({ file, line, pattern, matches, effect, decides }: TrailStep): string[] {
  return [decides ? "→" : " ", `${safe(file)}:${line}`, safe(pattern), `matches ${safe(matches)}`, effect];
}
