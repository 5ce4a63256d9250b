import { expect, test } from "vitest";
import { disk } from "../../src/context/disk.ts";
import { timedSource } from "../../src/context/timed-source.ts";
import { stopwatch } from "../../src/timing.ts";
import { run } from "../cli/run.ts";
import { withTree } from "./trees.ts";

test("each moment counts once, for what is innermost", () => {
  let moment = 0;
  const watch = stopwatch(() => moment);
  const after = (ms: number, then: () => void) => {
    moment += ms;
    then();
  };
  after(1, () => watch.enter("matching"));
  after(2, () => watch.enter("reading"));
  after(4, () => watch.leave());
  after(8, () => watch.enter("findings"));
  after(16, () => watch.leave());
  after(32, () => watch.leave());
  after(64, () => watch.enter("report"));
  expect(watch.spent).toEqual({ reading: 4, matching: 42, findings: 16, secrets: 0, report: 0 });
});

test("a timed source answers as the source does, and counts", async () => {
  await withTree({ "a/b": 3, c: 1 }, (root) => {
    const watch = stopwatch();
    const source = timedSource(disk, watch);
    expect(source.list(root)).toEqual(disk.list(root));
    expect(source.stats(`${root}/a/b`)).toMatchObject({ size: 3 });
    expect(source.list(`${root}/none`)).toEqual({ failed: "ENOENT" });
    expect(watch.calls).toEqual({ directories: 2, ahead: 0, stats: 1 });
  });
});

test("--verbose tells the time on stderr; the report has no clock", async () => {
  await withTree({ "a/b": 3, "c/d/e": 1 }, async (cwd) => {
    const { stdout, stderr } = await run([".", "--verbose"], { cwd });
    expect(stderr).toMatch(
      /^ctxcheck: \d+ ms, of these reading \d+, matching \d+, findings \d+, secrets \d+, report \d+ \(4 directories listed, \d+ stats\)\n$/,
    );
    expect(stdout).not.toMatch(/\d ms/);
    expect((await run([".", "--quiet"], { cwd })).stderr).toBe("");
  });
});
