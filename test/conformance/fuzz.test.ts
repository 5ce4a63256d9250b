import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildahAvailable, openOracle, oracleAvailable } from "../oracle/oracle.ts";
import { type Asked, asked } from "./answer.ts";
import { asciiJson, keep } from "./found.ts";
import { dockerfileMaker, ignoreMaker, type Maker, runCases } from "./fuzz.ts";

/** Set by `npm run conformance` (run.mjs); without it, nothing is run here. */
const { CTXCHECK_FUZZ: given } = process.env;

interface Options {
  readonly seed: number;
  readonly first: number;
  readonly cases: number;
  readonly dockerfiles: number;
  readonly builders: readonly string[];
}

const options: Options = JSON.parse(given ?? '{"seed":0,"first":0,"cases":0,"dockerfiles":0,"builders":[]}');
const { seed, first, cases, dockerfiles } = options;
const available = given !== undefined && oracleAvailable();
const oracle = openOracle();
const minutes = 60_000;

const say = (text: string) => process.stdout.write(`${text}\n`);

describe.skipIf(!available)("new cases are answered as by", () => {
  beforeAll(() => oracle.prepare("docker"), 20 * minutes);
  afterAll(() => oracle.close());

  const chosen = asked.filter((builder) => options.builders.includes(builder));
  for (const builder of cases > 0 ? chosen : []) {
    it(builder, { timeout: 0 }, async ({ skip }) => {
      skip(builder === "buildah" && !buildahAvailable(), "buildah's oracle runs as the super-user only");
      expect(await run(builder, cases, ignoreMaker(seed, builder))).toBe(0);
    });
  }
  it.skipIf(dockerfiles === 0)("BuildKit's Dockerfile frontend", { timeout: 0 }, async () => {
    expect(await run("dockerfiles", dockerfiles, dockerfileMaker(seed))).toBe(0);
  });
});

/** Yields how many cases differ. */
async function run(name: Asked | "dockerfiles", count: number, make: Maker): Promise<number> {
  const every = Math.max(500, Math.ceil(count / 20 / 500) * 500);
  const started = performance.now();
  const again = (index: number) =>
    name === "dockerfiles"
      ? `--cases 0 --dockerfiles 1 --seed ${seed} --first ${index}`
      : `--cases 1 --dockerfiles 0 --builders ${name} --seed ${seed} --first ${index}`;
  const failed = await runCases({
    oracle,
    first,
    count,
    make,
    onDone: (done, failures) => {
      if (done % every === 0) say(`${name}: ${done} of ${count}, ${failures} differ`);
    },
    onDifference: (index, found) => {
      say(`${name}: case ${index} of seed ${seed} differs\n${asciiJson(found)}`);
      say(`kept as ${keep(found)}; again: npm run conformance -- ${again(index)}`);
    },
  });
  const seconds = (performance.now() - started) / 1000;
  say(`${name}: ${count - failed} passed, ${failed} failed (seed ${seed}, ${seconds.toFixed(0)} s)`);
  return failed;
}
