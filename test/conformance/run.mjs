// npm run conformance -- [--cases N] [--dockerfiles N] [--seed S] [--first I] [--builders a,b]
// Compares ctxcheck with the builders' own code over new cases: trees with ignore files (--cases for each builder),
// and Dockerfiles. The same seed gives the same cases; --first begins with a later one.
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const known = ["buildkit", "classic", "buildah"];

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "1000" },
    dockerfiles: { type: "string", default: "1000" },
    seed: { type: "string" },
    first: { type: "string", default: "0" },
    builders: { type: "string" },
  },
});

function refuse(message) {
  console.error(`conformance: ${message}`);
  process.exit(2);
}

function count(name) {
  const text = values[name];
  return /^\d{1,9}$/.test(text) ? Number(text) : refuse(`--${name}: "${text}" is not a number`);
}

/** buildah's working containers are the super-user's; CI is not to go without. */
function defaultBuilders() {
  if (process.getuid?.() === 0 || process.env.CTXCHECK_REQUIRE_ORACLE === "1") return known;
  console.log("conformance: without buildah, which is asked as the super-user only");
  return known.filter((name) => name !== "buildah");
}

const builders = values.builders?.split(",") ?? defaultBuilders();
const unknown = builders.find((name) => !known.includes(name));
if (unknown !== undefined) refuse(`--builders: "${unknown}" is none of ${known.join(", ")}`);
const options = {
  seed: values.seed === undefined ? randomInt(1_000_000_000) : count("seed"),
  first: count("first"),
  cases: count("cases"),
  dockerfiles: count("dockerfiles"),
  builders,
};
if (options.cases + options.dockerfiles === 0) refuse("nothing to compare");
console.log(`conformance: seed ${options.seed}`);

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [
    here("../../node_modules/vitest/vitest.mjs"),
    "run",
    "test/conformance/fuzz.test.ts",
    "--disableConsoleIntercept=true",
  ],
  {
    cwd: here("../.."),
    stdio: "inherit",
    env: { ...process.env, CTXCHECK_FUZZ: JSON.stringify(options), CTXCHECK_REQUIRE_ORACLE: "1" },
  },
);
process.exitCode = status ?? 1;
