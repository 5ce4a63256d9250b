import { defineConfig } from "vitest/config";
import { pagePlugin } from "./rolldown.page.ts";

/** The real clients need root and take minutes: `.ci/clients` asks for them. */
const exclude = process.env.CTXCHECK_REQUIRE_CLIENTS === "1" ? [] : ["test/clients/**"];

export default defineConfig({
  plugins: [pagePlugin],
  test: { include: ["test/**/*.test.ts"], exclude, testTimeout: 120_000, hookTimeout: 600_000 },
});
