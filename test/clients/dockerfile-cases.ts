import { type RecordedDockerfileCase, readRecorded } from "../oracle/cases.ts";
import { sameInEveryRelease } from "./cases.ts";

/** What BuildKit 0.8 does not know: flags, heredocs, ways to expand a variable. Its matcher is another one, too. */
const newer = [
  /--(link|parents|exclude|chmod|checksum|unpack|keep-git-dir)/,
  /<</,
  /^\s*#\s*(syntax|check)/im,
  /\$\{\w+[-+?#%/]/,
];

function isKnownToAll(given: RecordedDockerfileCase): boolean {
  const { dockerfile, buildkit, ignore = "" } = given;
  const isNew = newer.some((feature) => feature.test(dockerfile));
  return buildkit.image !== undefined && !isNew && sameInEveryRelease({ ...given, ignore, buildkit });
}

/** Recorded Dockerfiles that give an image, and that every release understands alike. */
export const knownDockerfiles = (): RecordedDockerfileCase[] =>
  readRecorded<RecordedDockerfileCase>("dockerfile.jsonl.gz").filter(isKnownToAll);
