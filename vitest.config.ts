import { defineConfig } from "vitest/config";
import { pagePlugin } from "./rolldown.page.ts";

/** The real clients need root and take minutes: `.ci/clients` asks for them. */
const exclude = process.env.CTXCHECK_REQUIRE_CLIENTS === "1" ? [] : ["test/clients/**"];

/** Files with a process of their own: they give up the rights of root, replace what others use, attack or measure. */
const alone = [
  "test/{clients,hostile}/**/*.test.ts",
  "test/**/*unprivileged.test.ts",
  "test/{ahead/threads,cli/start,conformance/fuzz,context/timing,page/browser,sent/laws,usage/terminal}.test.ts",
  "test/secrets/{adversarial,regexes,steps}.test.ts",
];

export default defineConfig({
  plugins: [pagePlugin],
  test: {
    projects: [
      { extends: true, test: { name: "alone", include: alone, exclude, globalSetup: "test/announce.ts" } },
      {
        extends: true,
        test: {
          name: "together",
          include: ["test/**/*.test.ts"],
          exclude: ["test/clients/**", ...alone],
          // To load the program anew for each of 180 files would take a third of the time.
          isolate: false,
          setupFiles: "test/nothing-stays.ts",
        },
      },
    ],
    // Half of the time is spent in processes that the tests start and wait for.
    maxWorkers: "100%",
    restoreMocks: true,
    unstubEnvs: true,
    testTimeout: 300_000,
    hookTimeout: 600_000,
    coverage: { include: ["src/**/*.ts"], reportsDirectory: "coverage/tests", thresholds: { lines: 88 } },
  },
});
