import { type Bytes, fromText, toText } from "../../src/bytes.ts";
import { generateDockerfileCase, generateIgnoreCase } from "../oracle/generate.ts";
import { makeIgnore } from "../oracle/generate-ignore.ts";
import { withMetadata } from "../oracle/generate-metadata.ts";
import type { Oracle } from "../oracle/oracle.ts";
import { randomFor } from "../oracle/random.ts";
import type { Asked, Question } from "./answer.ts";
import { compare, type Difference, shrinkDifference } from "./difference.ts";

/** Makes the question of an index. */
export type Maker = (index: number) => Question;

export const ignoreMaker =
  (seed: number, builder: Asked): Maker =>
  (index) => {
    const made = generateIgnoreCase(seed, index);
    return { builder, ignore: withMetadata(randomFor(seed, index, "metadata"), made) };
  };

/** One platform a build, as ctxcheck is asked; arguments of a command are text. */
export const dockerfileMaker =
  (seed: number): Maker =>
  (index) => {
    const made = generateDockerfileCase(seed, index);
    const { platforms, buildArgs } = made;
    const values = Object.entries(buildArgs ?? {}).map(([name, value]) => [name, asText(value)]);
    const random = randomFor(seed, index, "contexts");
    const contexts = Object.entries(made.contexts ?? {}).map(([name, ignore]) => [
      name,
      random.chance(0.3) ? makeIgnore(random, made.tree) : ignore,
    ]);
    const dockerfile = {
      ...made,
      ...(made.contexts && { contexts: Object.fromEntries(contexts) }),
      ...(platforms && { platforms: platforms.slice(-1) }),
      ...(buildArgs && { buildArgs: Object.fromEntries(values) }),
    };
    return { builder: "buildkit", dockerfile };
  };

const asText = (value: Bytes): Bytes => fromText(toText(value));

export interface Run {
  readonly oracle: Oracle;
  readonly first: number;
  readonly count: number;
  readonly make: Maker;
  onDone(done: number, failed: number): void;
  onDifference(index: number, found: Difference): void;
}

/** The oracle answers some while this process prepares others. */
const atOnce = 6;

/** Making one small asks hundreds of times: more than these are only counted. */
const mostShown = 10;

/** Compares every case and yields how many differ. */
export async function runCases({ oracle, first, count, make, onDone, onDifference }: Run): Promise<number> {
  let started = 0;
  let done = 0;
  let failed = 0;
  const work = async () => {
    while (started < count) {
      const index = first + started++;
      try {
        const found = await compare(oracle, make(index));
        if (found !== null && failed++ < mostShown)
          onDifference(index, await shrinkDifference(oracle, found));
      } catch (error) {
        throw new Error(`case ${index} could not be asked`, { cause: error });
      }
      onDone(++done, failed);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return failed;
}
