import type { Bytes } from "../bytes.ts";
import type { IgnoreFile } from "./ignore-file.ts";
import type { PlanOptions } from "./options.ts";

type Words = Required<Omit<PlanOptions, "source" | "amend" | "siblings" | "threads">>;

/** Identifies a build by data that can be sent to another thread: over one tree, equal data means an equal plan. */
export interface BuildSpec extends Words {
  /** The text of the ignore file, if it is not the one on the disk. */
  readonly amended: Bytes | undefined;
}

export function buildSpec(
  options: PlanOptions,
  found: IgnoreFile | null,
  read: IgnoreFile | null,
): BuildSpec {
  const { context, cwd, root, builder, client, os, file, ignoreFile, added, stdinDockerfile } = options;
  const { target, buildArgs, buildContexts, platform, definedAt } = options;
  return {
    ...{ context, cwd, root, builder, client, os, file, ignoreFile, added, stdinDockerfile },
    ...{ target, buildArgs, buildContexts, platform, definedAt },
    amended: read?.content === found?.content ? undefined : read?.content,
  };
}

/** Equal data has equal keys. */
export const keyOfBuild = ({ buildArgs, ...words }: BuildSpec): string =>
  JSON.stringify([words, [...buildArgs]]);
