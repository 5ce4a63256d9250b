#!/usr/bin/env node
// npm run conformance -- [--cases N] [--dockerfiles N] [--seed S] [--first I] [--builders a,b]
// Compares ctxcheck with the builders' own code over new cases: trees with ignore files (--cases for each builder),
// and Dockerfiles. The same seed gives the same cases.
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "1000" },
    dockerfiles: { type: "string", default: "1000" },
    seed: { type: "string" },
    first: { type: "string", default: "0" },
    builders: { type: "string", default: "buildkit,classic,buildah" },
  },
});

function count(name, text) {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name}: "${text}" is not a number`);
  return Number(text);
}

const options = {
  seed: values.seed === undefined ? randomInt(1_000_000_000) : count("seed", values.seed),
  first: count("first", values.first),
  cases: count("cases", values.cases),
  dockerfiles: count("dockerfiles", values.dockerfiles),
  builders: values.builders.split(","),
};
console.log(`conformance: seed ${options.seed}`);

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const vitest = here("../../node_modules/vitest/vitest.mjs");
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "test/conformance/fuzz.test.ts", "--disableConsoleIntercept=true"],
  {
    cwd: here("../.."),
    stdio: "inherit",
    env: { ...process.env, CTXCHECK_FUZZ: JSON.stringify(options) },
  },
);
process.exitCode = status ?? 1;
