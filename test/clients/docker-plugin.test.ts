import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run as ctxcheck } from "../cli/run.ts";
import { findProgram, run, whyNot } from "./programs.ts";

const docker = findProgram("docker");
const why = whyNot([docker !== null, "there is no docker on the PATH"]);

describe.skipIf(why !== null)(`${docker?.version ?? "docker"}, with ctxcheck as its plugin`, () => {
  const home = mkdtempSync(join(tmpdir(), "ctxcheck-plugin-"));
  const context = join(home, "app");
  // No Engine: the plugin needs none.
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: home,
    DOCKER_CONFIG: join(home, "config"),
    DOCKER_HOST: "unix:///nowhere.sock",
  };
  const asked = async (...words: string[]) => {
    const { code, stdout, stderr } = await run("docker", words, { cwd: context, env });
    return { code, stdout: stdout.toString("utf8"), stderr };
  };

  beforeAll(async () => {
    mkdirSync(context);
    writeFileSync(join(context, "Dockerfile"), "FROM scratch AS base\nFROM base AS final\nCOPY a k.p12 /\n");
    writeFileSync(join(context, "a"), "abc");
    writeFileSync(join(context, "k.p12"), "k");
    const { code, stderr } = await ctxcheck(["plugin", "install"], { env });
    expect([code, stderr]).toEqual([0, ""]);
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it("is listed, and nothing is wrong with it", async () => {
    const { stdout } = await asked("--help");
    expect(stdout).toMatch(/^ {2}ctxcheck\*? +Show exactly what a build context holds/m);
    expect(stdout).not.toContain("Invalid Plugins");
  });

  it("reports on a context, and its exit code is docker's", async () => {
    const { code, stdout } = await asked("ctxcheck", ".");
    expect(stdout).toContain("secret-name  k.p12");
    expect(code).toBe(1);
    expect((await asked("ctxcheck", ".", "--fail-on", "never")).code).toBe(0);
    expect((await asked("ctxcheck", "nowhere")).code).toBe(2);
  });

  it("takes options and commands as ctxcheck does", async () => {
    expect((await asked("ctxcheck", "ls")).stdout).toBe("a\nk.p12\n");
    expect((await asked("ctxcheck", "ls", "--target", "base")).stdout).toBe("");
  });

  it("global options of docker mean nothing to it", async () => {
    for (const words of [
      ["--context", "default"],
      ["-D"],
      ["--log-level=error", "-c", "default"],
      ["-lerror"],
    ])
      expect([words, (await asked(...words, "ctxcheck", "ls")).stdout]).toEqual([words, "a\nk.p12\n"]);
  });

  it("docker help ctxcheck and docker ctxcheck --help are its help", async () => {
    const { stdout } = await asked("ctxcheck", "--help");
    expect(stdout).toContain("--max-size");
    expect((await asked("help", "ctxcheck")).stdout).toBe(stdout);
  });

  it("is gone after uninstall", async () => {
    expect((await ctxcheck(["plugin", "uninstall"], { env })).code).toBe(0);
    expect((await asked("ctxcheck", "ls")).stderr).toMatch(/is not a docker command|unknown command/);
    expect((await ctxcheck(["plugin", "install"], { env })).code).toBe(0);
  });
});
