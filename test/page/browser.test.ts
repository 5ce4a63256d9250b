import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromText } from "../../src/bytes.ts";
import { run } from "../cli/run.ts";
import { type Tree, withTree } from "../context/trees.ts";

const program = (process.env.PATH ?? "")
  .split(delimiter)
  .flatMap((directory) =>
    ["chromium", "chromium-browser", "google-chrome"].map((name) => join(directory, name)),
  )
  .find((path) => existsSync(path));
const isRequired = process.env.CTXCHECK_REQUIRE_LOOKING === "1";
if (program === undefined && !isRequired) console.warn("skipped: there is no Chromium on the PATH");

const folder = mkdtempSync(join(tmpdir(), "ctxcheck-page-"));
const page = join(folder, "page.html");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const app: Tree = {
  Dockerfile:
    "FROM scratch AS build\nCOPY src /src/\nFROM scratch\nCOPY --from=build /src /\nCOPY docs /docs/\n",
  ".dockerignore": "*.log\ndocs/draft\n",
  "src/deep/large.bin": 50_000,
  "src/small.js": 10_000,
  "docs/a.md": 3_000,
  "docs/draft/b.md": 7_000,
  "debug.log": 9_000,
  "src/key.p12": 100,
  [fromText("src/<img src=x onerror=alert(1)>")]: 2_000,
  [fromText("src/gnp\u202e.exe")]: 2_000,
};

let browser: Browser;
/** Everything that should not happen. */
let wrong: string[];

async function open(options: Parameters<Browser["newContext"]>[0] = {}, file = page): Promise<Page> {
  wrong = [];
  const context = await browser.newContext(options);
  const opened = await context.newPage();
  const url = pathToFileURL(file).href;
  opened.on("console", (message) => wrong.push(message.text()));
  opened.on("pageerror", (error) => wrong.push(String(error)));
  opened.on("dialog", (dialog) => wrong.push(dialog.message()));
  opened.on("request", (request) => request.url() === url || wrong.push(request.url()));
  await opened.goto(url);
  await opened.waitForSelector("html[data-ready]");
  return opened;
}

const totals = (opened: Page) => opened.textContent(".totals");

describe.skipIf(program === undefined && !isRequired)("the page in Chromium", () => {
  beforeAll(async () => {
    await withTree(app, (cwd) => run(["--format", `html=${page}`], { cwd }));
    browser = await chromium.launch({ executablePath: program ?? "", args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("opens without a request, and nothing of it breaks its policy", async () => {
    const opened = await open();
    expect(await totals(opened)).toBe("6 files, 67.1 kB sent");
    expect(wrong).toEqual([]);
  });

  test("shows what came, went and grew since another side of ctxcheck diff", async () => {
    const changed = join(folder, "diff.html");
    const planted: Tree = {
      "one/Dockerfile": "FROM scratch\nCOPY . /\n",
      "one/gone.bin": 3_000,
      "one/a.js": 1_000,
      "two/Dockerfile": "FROM scratch\nCOPY . /\n",
      "two/src/new.bin": 9_000,
      "two/a.js": 2_000,
    };
    await withTree(planted, async (cwd) => {
      const { stdout } = await run(["diff", "one", "two", "--format", "html"], { cwd });
      writeFileSync(changed, stdout);
    });
    const opened = await open({}, changed);
    expect(await opened.textContent(".since")).toBe(
      "Since one: 3 files, 4.02 kB became 3 files, 11 kB (+7 kB).",
    );
    expect(await opened.locator(".changes li").allTextContents()).toEqual([
      "new src/new.bin +9 kB",
      "gone gone.bin -3 kB",
      "larger a.js +1 kB",
    ]);
    await opened.getByLabel("Color by").selectOption("change");
    expect(await opened.locator(".legend li").allTextContents()).toEqual([
      "new",
      "of another size",
      "as it was",
    ]);
    await opened.getByRole("button", { name: "src/new.bin" }).first().click();
    expect(await opened.textContent("nav")).toBe("twosrc");
    await opened.evaluate(axe);
    const { violations } = (await opened.evaluate("axe.run()")) as { violations: { impact: string }[] };
    expect(violations.filter(({ impact }) => /serious|critical/.test(impact))).toEqual([]);
    expect(wrong).toEqual([]);
  });

  test("is 60 kB and its data at most", () => {
    const [, data = ""] = /id="data">(.*?)<\/script>/s.exec(readFileSync(page, "utf8")) ?? [];
    expect(readFileSync(page).length - data.length).toBeLessThan(60_000);
  });

  test.each(["light", "dark"] as const)(
    "has no serious fault for people who use it otherwise: %s",
    async (colorScheme) => {
      const opened = await open({ colorScheme });
      await opened.evaluate(axe);
      const { violations } = (await opened.evaluate("axe.run()")) as {
        violations: { id: string; impact: string; nodes: { html: string }[] }[];
      };
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(serious.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    },
  );

  test("fits a narrow screen", async () => {
    const opened = await open({ viewport: { width: 360, height: 800 } });
    expect(await opened.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  });

  test("is walked with the keyboard", async () => {
    const opened = await open();
    const crumbs = () => opened.textContent("nav");
    await opened.focus("canvas");
    await opened.keyboard.press("ArrowRight");
    await opened.keyboard.press("Enter");
    expect(await crumbs()).toBe(".src");
    await opened.keyboard.press("ArrowRight");
    await opened.keyboard.press("Enter");
    expect(await crumbs()).toBe(".srcdeep");
    await opened.keyboard.press("Backspace");
    await opened.keyboard.press("Escape");
    expect(await crumbs()).toBe(".");
    expect(await opened.evaluate("document.activeElement.tagName")).toBe("CANVAS");
    const reached = new Set<unknown>();
    for (let times = 0; times < 40; times++) {
      await opened.keyboard.press("Tab");
      reached.add(await opened.evaluate("document.activeElement.tagName"));
    }
    expect([...reached]).toEqual(expect.arrayContaining(["BUTTON", "INPUT", "SELECT", "CANVAS"]));
  });

  test("a click opens a directory, a pointer shows what is known of a file", async () => {
    const opened = await open();
    const box = await opened.locator("canvas").boundingBox();
    await opened.mouse.move((box?.x ?? 0) + 40, (box?.y ?? 0) + 100);
    const tip = await opened.textContent(".tip");
    expect(tip).toContain("src/deep/large.bin");
    expect(tip).toContain("copied by Dockerfile:2");
    expect(tip).toContain("in the final image");
    await opened.mouse.click((box?.x ?? 0) + 40, (box?.y ?? 0) + 100);
    expect(await opened.textContent("nav")).toBe(".src");
  });

  test("a line of the ignore file is switched off, and on again", async () => {
    const opened = await open();
    const draft = opened.getByRole("switch", { name: /docs\/draft/ });
    await draft.click();
    expect(await totals(opened)).toBe("Before: 6 files, 67.1 kB. After: 7 files, 74.1 kB sent (+7 kB).");
    await opened.getByRole("switch", { name: /docs\/draft/ }).press("Space");
    expect(await totals(opened)).toBe("6 files, 67.1 kB sent");
  });

  test("a finding leads to its place, a search too", async () => {
    const opened = await open();
    await opened.getByRole("button", { name: "src/key.p12" }).first().click();
    expect(await opened.textContent("nav")).toBe(".src");
    await opened.getByRole("searchbox").fill("b.md");
    await opened.getByRole("button", { name: "docs/draft/b.md" }).click();
    expect(await opened.textContent("nav")).toBe(".docsdraft");
  });

  test("is colored in six ways", async () => {
    const opened = await open();
    for (const by of ["instruction", "stage", "destination", "finding", "pattern", "size"]) {
      await opened.getByLabel("Color by").selectOption(by);
      expect((await opened.locator(".legend li").allTextContents()).length).toBeGreaterThan(1);
    }
    expect(wrong).toEqual([]);
  });
});
