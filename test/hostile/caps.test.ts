import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { runHere } from "../cli/run.ts";
import { every } from "../sample.ts";
import { type Attack, attacks, product } from "./attacks.ts";
import { inSandbox } from "./sandbox.ts";
import { random } from "./values.ts";

const many = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => `${line(at)}\n`).join("");

/** What stands in front of an error, and the options that make it weigh less. */
const hiders = {
  "what is less sure": { line: (at: number) => `password_${at} = "${random(12)}"`, args: [] },
  "what a comment allows": { line: () => `t = "ghp_${random(36)}" # ctxcheck:allow`, args: [] },
  "what the caller allows": {
    line: () => `t = "ghp_${random(36)}"`,
    args: ["--secret-allow-rule", "github-token"],
  },
  "what the baseline accepts": { line: () => `t = "ghp_${random(36)}"`, args: [], isAccepted: true },
} as const;

const files = [".env", "src/settings.py", "notes.txt", "deploy/app.yaml"] as const;
const formats = ["table", "json", "github", "sarif"] as const;

function hidden(
  [name, hider]: [string, { line: (at: number) => string; args: readonly string[]; isAccepted?: true }],
  count: number,
  file: string,
  format: string,
): Attack {
  return {
    name: `${count} times ${name} in ${file} as ${format}`,
    run: () =>
      inSandbox({ [`repo/${file}`]: many(count, hider.line) }, async ({ repo }) => {
        if (hider.isAccepted === true) await runHere(["baseline"], { cwd: repo });
        appendFileSync(join(repo, file), `last = "glpat-${random(20)}"\n`);
        const { code, stdout } = await runHere([...hider.args, "--format", format], { cwd: repo });
        if (code !== 1) return `exit ${code}`;
        const says = count < 1_000 && format !== "table" ? /GitLab/i : /secret/;
        return says.test(stdout) ? null : "not a word of it";
      }),
  };
}

describe("no number hides what comes after it", () => {
  attacks(
    "caps",
    product(Object.entries(hiders), [60, 120, 1_100], files, formats)
      .filter(every(5))
      .map((row) => hidden(...row)),
  );
});
