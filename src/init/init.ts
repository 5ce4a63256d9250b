import { resolve } from "node:path";
import { type Bytes, fromText, toText } from "../bytes.ts";
import { isFailure } from "../context/source.ts";
import type { PlanOptions } from "../plan/options.ts";
import { type BuildPlan, planBuild } from "../plan/plan.ts";
import { draftAllowList } from "./allow-list.ts";
import { type DraftLine, textOf } from "./draft.ts";
import { type Portability, portabilityOf } from "./portable.ts";

/** An ignore file that keeps its promise; nothing has been written. */
export interface IgnoreDraft {
  /** Absolute. */
  readonly path: Bytes;
  /** As people should see it. */
  readonly shown: string;
  readonly exists: boolean;
  readonly content: Bytes;
  /** Patterns in it. */
  readonly patterns: number;
  /** What could not be said in it, and what to know. */
  readonly notes: readonly string[];
}

/** `*` and what the build asks for. Throws CtxcheckError. */
export function initAllowList(options: PlanOptions): IgnoreDraft {
  const plan = planBuild(options);
  const { lines, approximated } = draftAllowList(plan);
  const portability = portabilityOf(plan, options, textOf(lines));
  const head = [
    `Written by ctxcheck init --allow-list: what ${asker(plan)} is sent, and nothing else.`,
    sameFor(portability),
  ];
  return draft(
    plan,
    options,
    [{ text: "", comment: head.join("\n") }, ...lines],
    [
      ...approximated.map(
        (path) =>
          `${JSON.stringify(toText(path))} cannot be written in an ignore file: "?" stands for some of its characters`,
      ),
      ...(plan.requested?.request.named ?? []).map(
        ({ context }) =>
          `the named context ${JSON.stringify(context.name)} has an ignore file of its own; this one does not reach it`,
      ),
      ...(portability.different.length === 0
        ? []
        : [
            `other files are let through by ${portability.different.join(", ")} (ctxcheck compare tells which)`,
          ]),
    ],
  );
}

const asker = ({ dockerfile }: BuildPlan): string => (dockerfile === null ? "the builder" : dockerfile.shown);

function sameFor({ same, different }: Portability): string {
  const others = different.length === 0 ? "" : `; not for ${different.join(", ")}`;
  return `The same files for ${same.join(", ")}${others}.`;
}

function draft(
  plan: BuildPlan,
  { cwd }: PlanOptions,
  lines: readonly DraftLine[],
  notes: readonly string[],
): IgnoreDraft {
  const path = ignoreFilePath(plan, cwd);
  const { source, root } = plan.context;
  return {
    path,
    shown: path.startsWith(`${root}/`) ? toText(path.slice(root.length + 1)) : toText(path),
    exists: !isFailure(source.stats(path)),
    content: textOf(lines),
    patterns: lines.filter(({ text }) => text !== "").length,
    notes,
  };
}

/** The file that the builder reads, or would read first if there were one. */
function ignoreFilePath({ context: { source, root }, ignoreFile }: BuildPlan, cwd: string): Bytes {
  if (ignoreFile === null || ignoreFile.why === "named") return `${root}/.dockerignore`;
  const inside = `${root}/${fromText(ignoreFile.shown)}`;
  return isFailure(source.stats(inside)) ? fromText(resolve(cwd, ignoreFile.shown)) : inside;
}
