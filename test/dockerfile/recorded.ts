import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type Bytes, fromText } from "../../src/bytes.ts";

export interface TreeEntry {
  path: string;
  size?: number;
  link?: string;
}

/** One recorded answer of a real BuildKit (fixtures/conformance). */
export interface RecordedCase {
  id: string;
  dockerfile: string;
  file?: string;
  ignore?: string;
  dockerfileIgnore?: string;
  target?: string;
  buildArgs?: Record<string, string>;
  tree: TreeEntry[];
  buildkit: {
    requested: boolean;
    followPaths?: string[];
    sent?: string[];
    buildError?: string;
    image?: string[];
  };
}

/** The recorded answers to Dockerfiles, all of them. */
export function recordedCases(): RecordedCase[] {
  const file = new URL("../../fixtures/conformance/dockerfile.jsonl.gz", import.meta.url);
  const lines = gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n");
  return lines.map((line): RecordedCase => JSON.parse(line));
}

/** `--build-arg` of a case. */
export function buildArgsOf({ buildArgs = {} }: RecordedCase): Map<Bytes, Bytes> {
  return new Map(Object.entries(buildArgs).map(([key, value]) => [fromText(key), fromText(value)]));
}
