import { defineConfig } from "vitest/config";
import { pagePlugin } from "./rolldown.page.ts";

/** The real clients need root and take minutes: `.ci/clients` asks for them. */
const exclude = process.env.CTXCHECK_REQUIRE_CLIENTS === "1" ? [] : ["test/clients/**"];

export default defineConfig({
  plugins: [pagePlugin],
  test: {
    include: ["test/**/*.test.ts"],
    exclude,
    globalSetup: "test/announce.ts",
    // Half of the time is spent in processes that the tests start and wait for.
    maxWorkers: "100%",
    restoreMocks: true,
    unstubEnvs: true,
    testTimeout: 300_000,
    hookTimeout: 600_000,
    coverage: { include: ["src/**/*.ts"], reportsDirectory: "coverage/tests", thresholds: { lines: 88 } },
  },
});
