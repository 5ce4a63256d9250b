import { resolve } from "node:path";
import { builderName, builderOf } from "../builders/index.ts";
import { fromText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { isFailure } from "../context/source.ts";
import type { Io } from "./io.ts";
import { isOn, text, texts, type Values } from "./options.ts";

export const namesBuilds = (values: Values): boolean =>
  isOn(values, "all") || texts(values, "build").length > 0 || text(values, "shard") !== undefined;

/** Options that select a single build. */
const ofOneBuild = ["file", "target", "build-arg", "build-context", "ignore-file", "add"];

/** A directory on the disk without a Dockerfile of its own, and no option that says otherwise. */
export function mayBeRepository(values: Values, { cwd }: Pick<Io, "cwd">): boolean {
  if (ofOneBuild.some((name) => texts(values, name).length > 0)) return false;
  const root = disk.realPath(fromText(resolve(cwd, text(values, "context") ?? ".")));
  const stats = root === null ? null : disk.stats(root);
  if (stats === null || isFailure(stats) || !stats.isDirectory()) return false;
  const { dockerfileNames } = builderOf(builderName(text(values, "builder") ?? "buildkit"));
  return dockerfileNames.every((name) => isFailure(disk.stats(`${root}/${name}`)));
}
