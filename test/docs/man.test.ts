import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { commonFlags } from "../../src/cli/flags.ts";
import { findProgram, whyNot } from "../clients/programs.ts";
import { manPage } from "./man.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const { version, man, files } = JSON.parse(read("package.json"));

describe("man/ctxcheck.1", () => {
  it("is what the tables of commands, options and rules make", () => {
    const page = manPage(version);
    if (process.env.UPDATE_DOCS === "1")
      writeFileSync(new URL("../../man/ctxcheck.1", import.meta.url), page);
    else expect(read("man/ctxcheck.1"), "UPDATE_DOCS=1 npx vitest run test/docs renews it").toBe(page);
  });

  it("is published", () => {
    expect(man).toBe("man/ctxcheck.1");
    expect(files).toContain("man");
  });

  const why = whyNot([findProgram("groff") !== null, "there is no groff on the PATH"]);

  it.skipIf(why !== null)("is formatted without a warning, with every command and option", () => {
    const args = ["-man", "-Tutf8", "-ww", "-rLL=100n", "-P-cbou"];
    const { stdout, stderr } = spawnSync("groff", args, { input: read("man/ctxcheck.1"), encoding: "utf8" });
    expect(stderr).toBe("");
    for (const name of [commonFlags, ...commands.map(({ flags }) => flags)].flatMap(Object.keys))
      expect(stdout.replaceAll("−", "-").replaceAll("‐", "-")).toContain(`--${name}`);
    for (const { words } of commands) expect(stdout).toContain(words.replace("$0 ", ""));
  });
});
