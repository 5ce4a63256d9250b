import type { Bytes } from "../../bytes.ts";
import { askersOf, asksFor } from "../../plan/askers.ts";
import type { BuildPlan } from "../../plan/plan.ts";

const mostInstructions = 3;

/** Says which instructions ask for a path, or for something below it. */
export function whyAsked(plan: BuildPlan): (path: Bytes) => string {
  const askers = askersOf(plan);
  const requests = plan.requested?.request.paths ?? [];
  const file = plan.dockerfile?.shown ?? "";
  return (path) => {
    const below = new Set(
      requests
        .filter((request) => request.path.startsWith(`/${path}/`))
        .map(({ instruction }) => instruction.line),
    );
    const asking = askers.filter((asker) => below.has(asker.line) || asksFor(asker, path));
    const told = asking.slice(0, mostInstructions).map(({ line, text }) => `${file}:${line} ${text}`);
    if (told.length === 0) return "Sent today.";
    return [
      ...told,
      ...(asking.length > told.length ? [`and ${asking.length - told.length} more`] : []),
    ].join("\n");
  };
}
