import type { BuilderName } from "../../builders/builder.ts";
import { builders } from "../../builders/index.ts";
import type { Bytes } from "../../bytes.ts";
import { unlessReported } from "../../errors.ts";
import type { BuildPlan } from "../../plan/build-plan.ts";
import { decide } from "../../plan/decide.ts";
import type { PlanOptions } from "../../plan/options.ts";
import { planBuild, withIgnoreFile } from "../../plan/plan.ts";

/** For which builders an ignore file allows the same files. Those that do not read it are in neither list. */
export interface Portability {
  readonly same: readonly BuilderName[];
  readonly different: readonly BuilderName[];
}

/** Tries the content in place of `plan`'s ignore file on every builder; what builders always send is skipped. */
export function portabilityOf(plan: BuildPlan, options: PlanOptions, content: Bytes): Portability {
  const wanted = allowedFiles(plan, content);
  const same: BuilderName[] = [];
  const different: BuilderName[] = [];
  for (const { name } of Object.values(builders)) {
    const answer = ask({ ...options, builder: name }, plan, content);
    if (answer === "unread") continue;
    if (answer !== null && isSame(answer, wanted)) same.push(name);
    else different.push(name);
  }
  return { same, different };
}

/** Returns null if the builder rejects the file or something else that it needs. */
const ask = (
  options: PlanOptions,
  { ignoreFile }: BuildPlan,
  content: Bytes,
): readonly Bytes[] | null | "unread" =>
  unlessReported(() => {
    const plan = planBuild(options);
    const reads =
      plan.ignoreFile === null || plan.ignoreFile.shown === (ignoreFile?.shown ?? ".dockerignore");
    return reads ? allowedFiles(plan, content) : "unread";
  });

function allowedFiles(plan: BuildPlan, content: Bytes): Bytes[] {
  const files: Bytes[] = [];
  decide(withIgnoreFile(plan, content), {
    listener: {
      entry: ({ path, below, allowed, by, type }) => {
        const isForced = by?.source.line === 0;
        if (allowed && below === undefined && !isForced && type !== "socket") files.push(path);
      },
    },
  });
  return files;
}

const isSame = (a: readonly Bytes[], b: readonly Bytes[]): boolean =>
  a.length === b.length && a.every((path, index) => path === b[index]);
