import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtProgram } from "../cli/built.ts";
import { findProgram, run, whyNot } from "./programs.ts";

const zsh = findProgram("zsh");
const fish = findProgram("fish");

const rows: [line: string, candidates: string[]][] = [
  ["expl", ["explain"]],
  ["--fail-on=w", ["--fail-on=warning"]],
  ["--fail-on w", ["warning"]],
  ["--target f", ["final"]],
  ["explain web/a", ["web/a b.js", "web/app.js"]],
  ["plugin un", ["uninstall"]],
  ["-f Docker", ["Dockerfile"]],
  ["--format=sarif=Docker", ["--format=sarif=Dockerfile"]],
  ["ls we", ["web/"]],
];

const home = mkdtempSync(join(tmpdir(), "ctxcheck-shells-"));
const context = join(home, "app");
const env = { PATH: `${join(home, "bin")}:${process.env.PATH}`, HOME: home, TERM: "dumb", LC_ALL: "C.UTF-8" };

beforeAll(async () => {
  for (const folder of ["bin", "app/web"]) mkdirSync(join(home, folder), { recursive: true });
  writeFileSync(join(context, "Dockerfile"), "FROM a AS build\nFROM b AS final\nCOPY . /\n");
  for (const name of ["app.js", "a b.js"]) writeFileSync(join(context, "web", name), "");
  const launcher = join(home, "bin/ctxcheck");
  writeFileSync(launcher, `#!/bin/sh\nexec '${process.execPath}' '${await builtProgram()}' "$@"\n`);
  chmodSync(launcher, 0o755);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const why = whyNot([fish !== null, "there is no fish on the PATH"]);

describe.skipIf(why !== null)(fish?.version ?? "fish", () => {
  it.each(rows)("ctxcheck %s", async (line, candidates) => {
    const script = "ctxcheck completion fish | source; complete -C $argv[1]";
    const { stdout, stderr } = await run("fish", ["--no-config", "-c", script, `ctxcheck ${line}`], {
      cwd: context,
      env,
    });
    expect(stderr).toBe("");
    const offered = stdout
      .toString("utf8")
      .split("\n")
      .filter((one) => one !== "");
    expect(offered.map((one) => one.replace(/\t.*/, ""))).toEqual(candidates);
  });
});

const whyNoZsh = whyNot([zsh !== null, "there is no zsh on the PATH"]);

/** A terminal in which zsh is asked by the tabulator; compadd says what matches, quoted as it is inserted. */
const terminal = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PS1=; autoload -U compinit; compinit -u -D; source <(ctxcheck completion zsh)
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return $?; fi
  local -a found; builtin compadd -A found "$@"
  (( \${#found} )) && printf "<<%s>>\\n" "\${(@)found/#/$IPREFIX}"
  builtin compadd "$@"
}
bindkey "^I" complete-word; print ready'
zpty -r z line '*ready*ready*'
zpty -n -w z "$1"$'\\t'
zpty -n -w z $'\\C-u print finished\\n'
zpty -r z line '*print finished*finished*'
print -r -- "$line"
`;

describe.skipIf(whyNoZsh !== null)(zsh?.version ?? "zsh", () => {
  it.each(rows)("ctxcheck %s", async (line, candidates) => {
    const { stdout } = await run("zsh", ["-f", "-c", terminal, "zsh", `ctxcheck ${line}`], {
      cwd: context,
      env,
    });
    const offered = [...stdout.toString("utf8").matchAll(/<<(.*?)>>/g)].map(([, one = ""]) =>
      one.replaceAll("\\", ""),
    );
    expect([...new Set(offered)].sort()).toEqual(
      candidates.map((one) => (line === "ls we" ? "web" : one)).sort(),
    );
  });
});
