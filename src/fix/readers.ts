import type { BuilderName } from "../builders/builder.ts";
import { builders } from "../builders/index.ts";
import type { Bytes } from "../bytes.ts";
import { unlessRefused } from "../errors.ts";
import { type Decided, decide } from "../plan/decide.ts";
import type { PlanOptions } from "../plan/options.ts";
import { planBuild } from "../plan/plan.ts";

/** Result of one builder on a context with one text of its ignore file. */
export type Outcome = Decided;

export interface Reader {
  readonly name: BuilderName;
  /** Null if it rejects the build. */
  readonly outcome: (content: Bytes) => Outcome | null;
}

/** Returns every builder that reads the file at `path`, for each known build, to test texts on. */
export function readersOf(options: PlanOptions, path: Bytes): Reader[] {
  return [options, ...(options.siblings ?? [])].flatMap((build) => readersOfBuild(build, path));
}

function readersOfBuild(options: PlanOptions, path: Bytes): Reader[] {
  return Object.values(builders)
    .map(({ name }): PlanOptions => ({ ...options, builder: name }))
    .filter((one) => reads(one, path))
    .map((one) => ({ name: one.builder, outcome: remembered((content) => outcomeOf(one, content)) }));
}

/** The first text, which all others are compared with, and the last one are needed more than once. */
function remembered(ask: Reader["outcome"]): Reader["outcome"] {
  const known = new Map<Bytes, Outcome | null>();
  return (content) => {
    const answer = known.has(content) ? (known.get(content) ?? null) : ask(content);
    const [, last] = known.keys();
    if (last !== undefined && !known.has(content)) known.delete(last);
    known.set(content, answer);
    return answer;
  };
}

/** Whether it reads the file, even if it then rejects the contents. */
function reads(options: PlanOptions, path: Bytes): boolean {
  let found: Bytes | null = null;
  const amend = (content: Bytes, read: Bytes) => {
    found = read;
    return content;
  };
  unlessRefused(() => planBuild({ ...options, amend }));
  return found === path;
}

function outcomeOf(options: PlanOptions, content: Bytes): Outcome | null {
  return unlessRefused(() => decide(planBuild({ ...options, amend: () => content })));
}
