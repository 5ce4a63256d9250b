import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { run, runHere } from "../cli/run.ts";
import { inDemo } from "./demo.ts";
import { terminalSvg } from "./terminal-svg.ts";

const picture = (name: string) => fileURLToPath(new URL(`../../docs/images/${name}`, import.meta.url));
/** Bytes. */
const largest = 200_000;

test("docs/images/first-screen.svg is what a terminal shows", async () => {
  const { stdout } = await inDemo((cwd) => runHere([".", "--color", "always"], { cwd }));
  const svg = terminalSvg("ctxcheck .", stdout);
  if (process.env.UPDATE_DOCS === "1") writeFileSync(picture("first-screen.svg"), svg);
  expect(readFileSync(picture("first-screen.svg"), "utf8")).toBe(svg);
  expect(svg.length).toBeLessThan(largest);
});

/** It takes a Chromium, whose pictures differ by release: CTXCHECK_PICTURES names one that takes a new one. */
test("docs/images/page.png is a picture of the page, and small", async () => {
  const chosen = process.env.CTXCHECK_PICTURES;
  if (chosen !== undefined) await photograph(chosen, picture("page.png"));
  const png = readFileSync(picture("page.png"));
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(png.length).toBeLessThan(largest);
});

async function photograph(executablePath: string, path: string): Promise<void> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    await inDemo(async (cwd) => {
      await run(["--format", `html=${join(cwd, "page.html")}`], { cwd });
      const page = await browser.newPage({ viewport: { width: 1200, height: 760 } });
      await page.goto(pathToFileURL(join(cwd, "page.html")).href);
      await page.waitForSelector("html[data-ready]");
      await page.screenshot({ path });
    });
  } finally {
    await browser.close();
  }
}
