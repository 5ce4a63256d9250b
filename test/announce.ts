import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

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

/** Of `npm test`: what runs, what does not, and that it takes a while. */
export default function announce(): void {
  if (process.env.npm_lifecycle_event !== "test") return;
  const missing = programs.filter(([program, option]) => !isThere(program, option));
  const chromium = existsSync("/usr/bin/chromium")
    ? []
    : [["chromium", "", "the page in a browser"] as const];
  const lines = [
    "All tests of ctxcheck: rows, laws, recorded answers of builders, and the program itself as people run it.",
    "Some five minutes on two cores, more where go builds the builders' own code first. A folder alone takes seconds: npx vitest run test/ignore.",
    ...[...missing, ...chromium].map(([program, , what]) => `Skipped, for want of ${program}: ${what}.`),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
