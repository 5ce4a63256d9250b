import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { fromText } from "../../src/bytes.ts";
import { scanFiles } from "../../src/secrets/scan.ts";
import { plantedFiles } from "./planted.ts";
import { join, valuesFrom } from "./values.ts";

const root = mkdtempSync(joinPath(tmpdir(), "ctxcheck-secrets-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const values = valuesFrom(31);
const stripe = join("sk_", "live_", values.alnum(24));

function put(path: string, content: string | Buffer) {
  mkdirSync(joinPath(root, path, ".."), { recursive: true });
  writeFileSync(joinPath(root, path), content);
  return at(path);
}

function at(path: string) {
  return { path: fromText(path), absolute: fromText(joinPath(root, path)) };
}

const options = { salt: "", threads: 0 };

describe("what cannot be read, or not as text, is counted", () => {
  test("each for its reason", async () => {
    symlinkSync("text.txt", joinPath(root, "link"));
    execFileSync("mkfifo", [joinPath(root, "pipe")]);
    const files = [
      put("text.txt", `a\n${stripe}\n`),
      put("zero.bin", Buffer.from("ab\0cd")),
      put("empty", ""),
      put("node_modules/a/index.js", `"${stripe}"`),
      put("app.min.js", "a"),
      put("long.json", `{"a":"${"a ".repeat(2100)}","password":"${values.password()}"}`),
      put("allowed.txt", `${stripe} # ctxcheck:allow`),
      at("link"),
      at("pipe"),
      at("gone"),
      at("n".repeat(300)),
    ];
    const { hits, problems, counts } = await scanFiles(files, options);
    expect(hits.map(({ path, rule }) => `${path} ${rule}`)).toEqual([
      "node_modules/a/index.js stripe-key",
      "text.txt stripe-key",
    ]);
    expect(problems).toEqual([{ path: "n".repeat(300), code: "ENAMETOOLONG" }]);
    const { bytes: _, ...rest } = counts;
    expect(rest).toEqual({
      files: 11,
      binary: 1,
      headOnly: 0,
      vanished: 3,
      unreadable: 1,
      vendored: 1,
      hardRulesOnly: 1,
      longLines: 1,
      allowed: 1,
      capped: 0,
    });
  });

  test("a long file is read up to the limit", async () => {
    const file = put("long.txt", `${stripe}\n`);
    truncateSync(joinPath(root, "long.txt"), 0);
    writeFileSync(joinPath(root, "long.txt"), `${"a ".repeat(500)}${stripe}\n`);
    const head = await scanFiles([file], { ...options, maxSize: 1000 });
    const whole = await scanFiles([file], { ...options, maxSize: 2000 });
    expect([head.hits.length, head.counts.headOnly, head.counts.bytes]).toEqual([0, 1, 1000]);
    expect([whole.hits.length, whole.counts.headOnly]).toEqual([1, 0]);
  });

  test("names that are no text", async () => {
    const absolute = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0xfe])]);
    writeFileSync(absolute, stripe);
    const { hits } = await scanFiles([{ path: "\xff\xfe", absolute: absolute.toString("latin1") }], options);
    expect(hits.map(({ path }) => path)).toEqual(["\xff\xfe"]);
  });
});

test("on threads of the compiled program, the same is found as here", async () => {
  const program = joinPath(root, "program");
  // Only the needed sources, and whatever their neighbours look like at the moment.
  const flags = "--ignoreConfig --rootDir . --module nodenext --target es2023 --types node --skipLibCheck";
  const tsc = [
    "node_modules/typescript/bin/tsc",
    "src/secrets/scan.ts",
    ...flags.split(" "),
    "--rewriteRelativeImportExtensions",
  ];
  execFileSync(process.execPath, [...tsc, "--outDir", program]);
  writeFileSync(joinPath(program, "package.json"), '{"type":"module"}');
  const planted = plantedFiles(1).map(({ path, content }, index) => put(`planted/${index}/${path}`, content));
  const many = Array.from({ length: 30 }, () => planted).flat();
  const compiled = await import(pathToFileURL(joinPath(program, "src/secrets/scan.js")).href);
  const here = await scanFiles(many, options);
  const there = await compiled.scanFiles(many, { salt: "", threads: 2 });
  expect(many.length).toBeGreaterThan(4000);
  expect(here.hits.length).toBeGreaterThanOrEqual(many.length);
  expect(there).toEqual(here);
});
