import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "rolldown";
import { packages } from "./rolldown.packages.ts";
import { pagePlugin } from "./rolldown.page.ts";

const { version }: { version: string } = JSON.parse(
  readFileSync(new URL("package.json", import.meta.url), "utf8"),
);

/** What the package finds beside itself is the file itself here; what it loads when it is needed stands in it. */
const oneFile: Plugin = {
  name: "one-file",
  transform: {
    filter: { id: /\/(src|bin)\/.*\.ts$/ },
    handler: (code) =>
      code
        .replaceAll(/^const require = createRequire\(import\.meta\.url\);$/gm, "")
        .replaceAll(/^ {2}const require = createRequire\(import\.meta\.url\);$/gm, "")
        .replaceAll(
          /new URL\("\.\/(worker|reader|hasher)\.js", import\.meta\.url\)/g,
          'new URL("?thread=$1", import.meta.url)',
        ),
  },
};

/** `build/ctxcheck.mjs`: everything in one file, for machines that have Node.js and nothing else. */
export default defineConfig({
  input: "bin/standalone.ts",
  platform: "node",
  plugins: [oneFile, packages, pagePlugin],
  transform: { define: { packageVersion: JSON.stringify(version) } },
  checks: { ineffectiveDynamicImport: false },
  output: { file: "build/ctxcheck.mjs", codeSplitting: false, minify: true },
});
