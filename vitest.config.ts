import { defineConfig } from "vitest/config";
import { pagePlugin } from "./rolldown.page.ts";
import { times } from "./test/sample.ts";

/** The tests that take two thirds of the time: `npm test` leaves them to CI, which sets CTXCHECK_HOSTILE=all. */
const long = [
  "test/{advice,hostile}/**",
  "test/{advise,context,fix}/laws.test.ts",
  "test/ahead/threads.test.ts",
  "test/builds/{shards,shared}.test.ts",
  "test/ci/{action,pipeline,recipes}.test.ts",
  "test/cli/{output,plugin,read-options,secrets,start,watch}.test.ts",
  "test/conformance/images.test.ts",
  "test/context/{hostile,timing}.test.ts",
  "test/context/git/{index-file,source}.test.ts",
  "test/editor/{neovim,server,shown}.test.ts",
  "test/explain/agreement.test.ts",
  "test/findings/cache-buster.test.ts",
  "test/gate/baseline/pipeline.test.ts",
  "test/secrets/{adversarial,scan}.test.ts",
  "test/sent/export.test.ts",
  "test/usage/terminal.test.ts",
];

/** Whoever names a file runs it. */
const isShort =
  process.env.npm_lifecycle_event === "test" &&
  process.env.CTXCHECK_HOSTILE !== "all" &&
  !process.argv.slice(2).some((word) => word.startsWith("test"));

/** The real clients need root and take minutes: `.ci/clients` runs them. */
const clients = process.env.CTXCHECK_REQUIRE_CLIENTS === "1" ? [] : ["test/clients/**"];
const exclude = [...clients, ...(isShort ? long : [])];

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
      {
        extends: true,
        test: {
          name: "alone",
          include: alone,
          exclude,
          globalSetup: "test/announce.ts",
          setupFiles: "test/seed.ts",
        },
      },
      {
        extends: true,
        test: {
          name: "together",
          include: ["test/**/*.test.ts"],
          exclude: ["test/clients/**", ...alone, ...exclude],
          // To load the program anew for each of 180 files would take a third of the time.
          isolate: false,
          setupFiles: ["test/seed.ts", "test/nothing-stays.ts"],
        },
      },
    ],
    // Half of the time is spent in processes that the tests start and wait for.
    maxWorkers: "100%",
    restoreMocks: true,
    unstubEnvs: true,
    // A law that is tried more often may take longer.
    testTimeout: 300_000 * times,
    hookTimeout: 600_000,
    coverage: { include: ["src/**/*.ts"], reportsDirectory: "coverage/tests", thresholds: { lines: 88 } },
  },
});
