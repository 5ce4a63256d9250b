import { fromText } from "../../bytes.ts";
import type { Comparison, DifferenceGroup } from "../../explain/compare.ts";
import type { Remark } from "./remark.ts";
import { placeOf, type Subject, written } from "./subject.ts";

const mostPaths = 3;

/** The lines over which builders differ that read the same ignore file. */
export function notPortable(subject: Subject, { groups }: Comparison): Remark[] {
  return groups.flatMap((group) => remarkOf(subject, group));
}

function remarkOf(subject: Subject, { pattern, reason, paths, portable, bytes }: DifferenceGroup): Remark[] {
  const by = written(subject).find(({ source }) => source.line === pattern?.line);
  if (by === undefined) return [];
  return [
    {
      rule: "not-portable",
      severity: "info",
      ...placeOf(by),
      ...{ reason, portable, bytes, files: paths.length, count: paths.length },
      paths: paths.slice(0, mostPaths).map(fromText),
    },
  ];
}
