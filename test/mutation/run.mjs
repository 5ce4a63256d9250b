/**
 * Does a deliberate fault go unnoticed? `node test/mutation/run.mjs --sample 20 --seed 1`: changes one place of the decisions at
 * a time, runs the tests of its folder, and prints what they let through. Not part of CI; run it on a clean checkout.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    sample: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
  },
});

const testsOf = {
  "src/ignore": ["test/ignore", "test/builders"],
  "src/builders": ["test/builders", "test/conformance/edge"],
  "src/plan": ["test/plan", "test/builders", "test/context"],
  "src/gate": ["test/gate"],
  "src/advise": ["test/advise", "test/advice", "test/fix", "test/findings/findings"],
};

const swaps = [
  [/ === /g, " !== "],
  [/ !== /g, " === "],
  [/ && /g, " || "],
  [/ \|\| /g, " && "],
  [/(?<!=) < /g, " <= "],
  [/ <= /g, " < "],
  [/ > (?!=)/g, " >= "],
  [/ >= /g, " > "],
  [/ \+ 1\b/g, ""],
  [/\btrue\b(?=[;,)\s])/g, "false"],
  [/\bfalse\b(?=[;,)\s])/g, "true"],
];

const isCode = (line) => !/^\s*(\*|\/\/|\/\*|import|export interface|readonly|type )/.test(line);

function faultsIn(file) {
  let at = 0;
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line, index) => {
      const start = at;
      at += line.length + 1;
      if (!isCode(line)) return [];
      return swaps.flatMap(([find, become]) =>
        [...line.matchAll(find)].map((match) => ({
          ...{ file, line: index + 1, start: start + match.index, length: match[0].length, become },
        })),
      );
    });
}

/** The same sample on every machine (a linear congruence). */
function sample(faults, count, seed) {
  let state = seed;
  const drawn = faults.map((fault) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return { fault, rank: state };
  });
  return drawn
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ fault }) => fault);
}

const folderOf = (file) => Object.keys(testsOf).find((folder) => file.startsWith(`${folder}/`));
const files = Object.keys(testsOf).flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).flatMap((name) =>
    name.endsWith(".ts") ? [`${folder}/${name}`] : [],
  ),
);
const all = files
  .filter((file) => file.startsWith(values.only))
  .sort()
  .flatMap(faultsIn);
const chosen = sample(all, Number(values.sample), Number(values.seed));
let survived = 0;
for (const { file, line, start, length, become } of chosen) {
  const text = readFileSync(file, "utf8");
  try {
    writeFileSync(file, text.slice(0, start) + become + text.slice(start + length));
    const { status } = spawnSync("npx", ["vitest", "run", "--bail", "1", ...testsOf[folderOf(file)]], {
      stdio: "ignore",
    });
    if (status === 0) survived++;
    const told = `${text.split("\n")[line - 1].trim()}  ->  ${become.trim()}`;
    process.stdout.write(`${status === 0 ? "SURVIVED" : "noticed "} ${file}:${line}  ${told}\n`);
  } finally {
    writeFileSync(file, text);
  }
}
process.stdout.write(`${survived} of ${chosen.length} unnoticed (${all.length} places)\n`);
