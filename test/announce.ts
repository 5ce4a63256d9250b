import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { isThorough } from "./sample.ts";

/** What some tests need, by the option with which the program tells that it is there. */
const programs = [
  ["go", "version", "the builders' own code, called case by case"],
  ["git", "--version", "commits as contexts, and what git ignores"],
  ["tmux", "-V", "the keys of `tree -i`"],
  ["nvim", "--version", "the language server in Neovim"],
  ["ncdu", "--version", "the export of `tree`"],
] as const;

const isThere = (program: string, option: string): boolean => {
  try {
    execFileSync(program, [option], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** For `npm test`: what runs, what is skipped, and how long it takes. */
export default function announce(): void {
  if (process.env.npm_lifecycle_event !== "test") return;
  const missing = programs.filter(([program, option]) => !isThere(program, option));
  const chromium = existsSync("/usr/bin/chromium")
    ? []
    : [["chromium", "", "the page in a browser"] as const];
  const lines = [
    isThorough
      ? "All tests of ctxcheck. They take ten minutes or more on two cores, and longer where go builds the builders' own code first."
      : "The quick tests of ctxcheck: rows, laws and recorded answers of builders. They take about two minutes on two cores. CTXCHECK_HOSTILE=all npm test runs all, as CI does.",
    "One folder takes seconds: npx vitest run test/ignore.",
    ...[...missing, ...chromium].map(
      ([program, , what]) => `Skipped because ${program} is missing: ${what}.`,
    ),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
