import { readFileSync } from "node:fs";
import { build } from "rolldown";

const id = "ctxcheck:page";

/** `import { script, style } from "ctxcheck:page"`: the script of the page with its libraries in one text, and its style. */
export const pagePlugin = {
  name: "page",
  resolveId: (source: string) => (source === id ? `\0${id}` : null),
  load: async (source: string) => (source === `\0${id}` ? pageModule() : null),
};

let made: Promise<string> | null = null;

function pageModule(): Promise<string> {
  made ??= makePage();
  return made;
}

async function makePage(): Promise<string> {
  const { output } = await build({
    input: new URL("page/client.ts", import.meta.url).pathname,
    platform: "browser",
    write: false,
    output: { format: "esm", minify: true, codeSplitting: false },
  });
  const style = readFileSync(new URL("page/style.css", import.meta.url), "utf8").trim();
  const [{ code }] = output;
  const script = `/* d3-hierarchy, ISC, copyright 2010-2021 Mike Bostock */\n${code.trim()}`;
  return `export const script = ${JSON.stringify(script)};\nexport const style = ${JSON.stringify(style)};\n`;
}
