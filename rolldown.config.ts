import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "rolldown";
import { packages } from "./rolldown.packages.ts";
import { pagePlugin } from "./rolldown.page.ts";

const { version }: { version: string } = JSON.parse(
  readFileSync(new URL("package.json", import.meta.url), "utf8"),
);

/** One letter that is not ASCII, and Node keeps all of a file in two bytes a letter. */
const ascii: Plugin = {
  name: "ascii",
  generateBundle(_, bundle) {
    const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
    for (const one of Object.values(bundle))
      if (one.type === "chunk") one.code = one.code.replace(/[\u0080-\uffff]/g, escaped);
  },
};

/**
 * Two hundred small modules take longer to load than most contexts to walk: what is loaded together stands together,
 * what is loaded when it is needed stays apart. Types are tsc's.
 */
export default defineConfig({
  input: {
    "bin/ctxcheck": "bin/ctxcheck.ts",
    "bin/docker-ctxcheck": "bin/docker-ctxcheck.ts",
    "src/index": "src/index.ts",
    "chunks/worker": "src/secrets/worker.ts",
    "chunks/reader": "src/plan/reading-thread.ts",
    "chunks/hasher": "src/sent/worker.ts",
  },
  platform: "node",
  plugins: [packages, pagePlugin, ascii],
  external: /^ctxcheck($|\/)/,
  transform: { define: { packageVersion: JSON.stringify(version) } },
  // What is loaded when it is needed may stand in the core all the same.
  checks: { ineffectiveDynamicImport: false },
  output: {
    dir: "dist",
    cleanDir: true,
    // A seventh of what Node has to read.
    comments: { jsdoc: false },
    // All in one folder: the thread that reads files finds its program beside itself.
    chunkFileNames: "chunks/[name].js",
    // What a plain report needs, with all that it imports, and the search in files: two instead of twenty.
    codeSplitting: {
      groups: [
        { name: "core", test: /src\/cli\/main\.ts$/ },
        { name: "scan", test: /src\/secrets\/(scan|batch)\.ts$/ },
        { name: "yaml", test: /\/node_modules\/yaml\// },
        { name: "valibot", test: /\/node_modules\/valibot\// },
      ],
    },
  },
});
