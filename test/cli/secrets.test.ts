import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formats } from "../../src/report/formats.ts";
import { benignFiles } from "../secrets/benign.ts";
import { plantedFiles } from "../secrets/planted.ts";
import { runHere as run, runShell } from "./run.ts";

const root = mkdtempSync(join(tmpdir(), "ctxcheck-secrets-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** One directory each, so that the files of the same name do not meet. */
const planted = plantedFiles(11).map((file, index) => ({ ...file, path: `p${index}/${file.path}` }));

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

beforeAll(() => {
  put(".dockerignore", "#\n");
  // Without one the builds of compose files among the planted ones would be reported.
  put("Dockerfile", "FROM scratch\nCOPY . /\n");
  for (const { path, content } of planted) put(path, content);
  for (const { path, content } of benignFiles(11)) put(`benign/${path}`, content);
  // Enough for the threads to start.
  for (let index = 0; index < 3500; index++) put(`src/d${index % 50}/f${index}.js`, "export {};\n");
});

interface Found {
  readonly rule: string;
  readonly path: string;
  readonly detail: string;
}

describe("thousands of files with secrets among them", () => {
  test("all are found, nothing else is, and no value is shown", async () => {
    const json = await run([".", "--format", "json"], { cwd: root });
    const { findings, secrets }: { findings: Found[]; secrets: { scanned: number } } = JSON.parse(
      json.stdout,
    );
    const found = findings.filter(({ rule }) => rule === "secret-content");
    const places = new Set(found.map(({ path, detail }) => `${path} ${detail}`));
    expect(planted.filter(({ path, rule }) => !places.has(`${path} ${rule}`))).toEqual([]);
    expect(found.filter(({ path }) => !/^p\d+\//.test(path))).toEqual([]);
    expect(secrets.scanned).toBeGreaterThan(3500 + planted.length);
    expect(json.code).toBe(1);

    const table = await run([".", "--verbose"], { cwd: root });
    const short = await run([".", "--quiet"], { cwd: root });
    const shown = [json, table, short].flatMap(({ stdout, stderr }) => [stdout, stderr]).join("\n");
    expect(shown.length).toBeGreaterThan(10_000);
    expect(planted.filter(({ secret }) => secret.length > 6 && shows(shown, secret))).toEqual([]);
  });

  test("no format shows a value", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ctxcheck-formats-"));
    const places = Object.keys(formats).map((name) => ({ name, file: join(folder, name) }));
    await run([".", ...places.flatMap(({ name, file }) => ["--format", `${name}=${file}`])], { cwd: root });
    for (const { name, file } of places) {
      const text = readFileSync(file, "utf8");
      // The page has its data compressed; ncdu nests the names.
      expect(text, name).toContain(name === "html" ? "<title>" : name === "ncdu" ? '"p0"' : "p0/");
      expect(planted.filter(({ secret }) => secret.length > 6 && shows(text, secret))).toEqual([]);
    }
    rmSync(folder, { recursive: true });
  });

  test("the process ends where nobody reads on", async () => {
    const { stdout, stderr } = await runShell('$CTXCHECK . --format json | head -c 1; echo " $?"', {
      cwd: root,
    });
    expect([stdout, stderr]).toEqual(["{ 0\n", ""]);
  });

  test("--no-secret-content reads nothing", async () => {
    const { stdout } = await run([".", "--no-secret-content"], { cwd: root });
    expect(stdout).toContain("not searched for in content");
    expect(stdout).not.toContain("secret-content ");
  });
});

/** Whole, or anything of it behind the four characters that a mask may show. */
function shows(text: string, secret: string): boolean {
  return text.includes(secret) || (secret.length >= 16 && text.includes(secret.slice(4, 16)));
}

test.each(["0B", "1", "10KiB"])("--secret-max-size %s", async (size) => {
  const { stdout } = await run(["p0", "--secret-max-size", size, "--format", "json"], { cwd: root });
  const { maxSize } = JSON.parse(stdout).secrets;
  expect(maxSize).toBe({ "0B": 0, "1": 1, "10KiB": 10_240 }[size]);
});

describe("ctxcheck secrets", () => {
  test("lists the rules by family", async () => {
    const { stdout, code } = await run(["secrets"], {});
    expect(code).toBe(0);
    expect(stdout).toMatch(/^password-hash\n {2}assigned-hash +warning +medium +password hash/m);
    expect(stdout).toMatch(/^\d+ rules in 7 families/m);
  });

  test("as data", async () => {
    const { stdout } = await run(["secrets", "--json", "--secret-rules", "jwt,npm-auth"], {});
    expect(JSON.parse(stdout)).toMatchObject([
      { rule: "jwt", family: "jwt", severity: "warning", confidence: "medium" },
      { rule: "npm-auth", example: { path: ".npmrc" } },
    ]);
  });

  test("a name that is none", async () => {
    const { stderr, code } = await run(["secrets", "--secret-rules", "jwt,nope"], {});
    expect([code, stderr]).toEqual([
      2,
      'ctxcheck: --secret-rules: "nope" is neither a rule nor a family\n  `ctxcheck secrets` lists them\n',
    ]);
  });
});

test("--secret-rules and --secret-min-confidence choose what is told", async () => {
  const told = async (...options: string[]) => {
    const { stdout } = await run([".", "--format", "json", ...options], { cwd: root });
    const { findings }: { findings: Found[] } = JSON.parse(stdout);
    return new Set(findings.filter(({ rule }) => rule === "secret-content").map(({ detail }) => detail));
  };
  expect(await told("--secret-rules", "jwt,npm-token")).toEqual(new Set(["jwt", "npm-token"]));
  const high = await told("--secret-min-confidence", "high");
  expect([high.has("npm-token"), high.has("jwt")]).toEqual([true, false]);
});
