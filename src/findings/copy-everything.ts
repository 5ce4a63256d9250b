import { fromText } from "../bytes.ts";
import { whyEverything } from "../dockerfile/everything.ts";
import type { Finding } from "./finding.ts";
import type { Rule, RuleContext } from "./rule.ts";

export const copyEverything: Rule = {
  id: "copy-everything",
  severity: "warning",
  summary: "An empty variable, a tmpfs mount or a link makes BuildKit send the whole context.",
  start: (context) => ({ end: () => check(context) }),
};

/** Rules D4, D7, D18. With a `COPY .`, nothing is sent because of a mount or a link. */
function check({ plan, destinations }: RuleContext): Finding[] {
  if (destinations === null || plan.builder.engine === undefined || !destinations.request.requested)
    return [];
  const reasons = whyEverything(destinations.request, destinations.links);
  const isMeant = reasons.some(({ why }) => why === "source" || why === "bind");
  return reasons.flatMap(({ why, path }): Finding[] => {
    if (why === "source" || why === "bind" || (isMeant && why !== "empty-source")) return [];
    return [
      {
        rule: "copy-everything",
        severity: "warning",
        path: fromText(plan.dockerfile?.shown ?? "Dockerfile"),
        line: path.instruction.line,
        why,
        source: path.written,
        unset: path.unset,
      },
    ];
  });
}
