import { readFileSync } from "node:fs";
import { defineConfig } from "rolldown";
import { packages } from "./rolldown.packages.ts";
import { pagePlugin } from "./rolldown.page.ts";

const { version }: { version: string } = JSON.parse(
  readFileSync(new URL("package.json", import.meta.url), "utf8"),
);

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
  plugins: [packages, pagePlugin],
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
