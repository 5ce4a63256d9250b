import { compareBytes, toText } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { receiveNamed } from "../image/received.ts";
import type { Problem } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { decide } from "../plan/decide.ts";
import { type SentItem, SentItems } from "./sent-items.ts";

/**
 * What the builder receives of the build context, in its order. Throws CtxcheckError where the build would be refused;
 * `check` does before, by what is decided then.
 */
export function sentItems(plan: BuildPlan, check = () => {}): SentItems {
  const items = new SentItems(plan.context.root);
  const { problems } = decide(plan, {
    listener: { sent: (entry) => items.add(entry) },
  });
  check();
  const [failed] = plan.requested?.copiedPaths?.failed ?? [];
  if (failed !== undefined)
    throw new CtxcheckError(
      "copy-failed",
      `${plan.dockerfile?.shown}:${failed.line}: "${toText(failed.source) || "."}" cannot be copied (${failed.reason}); the build would fail`,
    );
  refuse(problems);
  return items;
}

/** The same of the named contexts that the build uses, by name. */
export function namedItems(
  plan: BuildPlan,
): { readonly name: string; readonly items: readonly SentItem[] }[] {
  const { requested, builder, context } = plan;
  if (requested === null || builder.name !== "buildkit") return [];
  const named = [...receiveNamed(requested, context.source)].map(([one, { entries, problems }]) => {
    refuse(problems);
    const directory = requested.directories.get(one) ?? "";
    const root = context.source.realPath(directory) ?? directory;
    return { name: one.name, items: entries.map((entry) => ({ entry, place: `${root}/${entry.path}` })) };
  });
  return named.sort((a, b) => compareBytes(a.name, b.name));
}

function refuse(problems: readonly Problem[]): void {
  const [problem] = problems;
  if (problem === undefined) return;
  const effect = problem.refusal ? "the build would fail" : "what is sent is not known";
  throw new CtxcheckError(
    "unreadable",
    `"${toText(problem.path) || "."}" cannot be read (${problem.reason}); ${effect}`,
    "exclude it, or give yourself permission to read it",
  );
}
