import type { Bytes } from "../../bytes.ts";
import type { BuildPlan } from "../../plan/build-plan.ts";
import { consumersOf, consumes } from "../../plan/consumers.ts";
import { withoutSecrets } from "../../secrets/mask-text.ts";

const mostInstructions = 3;

/** The file is stored with the sources: a command or a URL may contain what should not be published. */
const shownText = (text: string): string =>
  /^run\b/i.test(text) ? "RUN" : withoutSecrets(text.replace(/\S*:\/\/\S*/g, "..."));

export function whyCopied(plan: BuildPlan): (path: Bytes) => string {
  const consumers = consumersOf(plan);
  const requests = plan.requested?.request.paths ?? [];
  const file = plan.dockerfile?.shown ?? "";
  return (path) => {
    const below = new Set(
      requests
        .filter((request) => request.path.startsWith(`/${path}/`))
        .map(({ instruction }) => instruction.line),
    );
    const copying = consumers.filter((consumer) => below.has(consumer.line) || consumes(consumer, path));
    const reported = copying
      .slice(0, mostInstructions)
      .map(({ line, text }) => `${file}:${line} ${shownText(text)}`);
    if (reported.length === 0) return "Sent today.";
    return [
      ...reported,
      ...(copying.length > reported.length ? [`and ${copying.length - reported.length} more`] : []),
    ].join("\n");
  };
}
