import { defineConfig } from "rolldown";
import { dts } from "rolldown-plugin-dts";

/** The types of the library in one file: what tsc wrote for each source, put together and cut to what is exported. */
export default defineConfig({
  input: { index: "node_modules/.cache/ctxcheck/types/src/index.d.ts" },
  plugins: [dts({ dtsInput: true })],
  external: /^(node:|valibot$|yargs$)/,
  output: { dir: "dist/src" },
});
