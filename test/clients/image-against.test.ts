import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImageComparison } from "../../src/built/comparison.ts";
import { toText } from "../../src/bytes.ts";
import { runHere } from "../cli/run.ts";
import type { RecordedDockerfileCase } from "../oracle/cases.ts";
import { withCase } from "../oracle/materialise.ts";
import { seed } from "../sample.ts";
import { type Buildah, openBuildah } from "./buildah.ts";
import { caseCount, pick, timeLimit } from "./cases.ts";
import { knownDockerfiles } from "./dockerfile-cases.ts";
import { type Engine, openEngine } from "./engine.ts";
import { findProgram, inParallel, whyNot } from "./programs.ts";
import { canSandbox } from "./sandbox.ts";

const [docker, dockerd, buildah] = ["docker", "dockerd", "buildah"].map((name) => findProgram(name));
const namespaces = [canSandbox(), "no namespaces can be made to run builders in (unshare)"] as const;
/** From 23.0 on, BuildKit is asked for by another program, which Debian's package does not have. */
const hasBuildkit = Number(/(\d+)\./.exec(docker?.version ?? "")?.[1]) < 23;
const noEngine = whyNot(
  [docker != null && dockerd != null, "there is no docker and dockerd on the PATH"],
  [docker == null || hasBuildkit, `${docker?.version} has no BuildKit of its own`],
  namespaces,
);
const noBuildah = whyNot([buildah != null, "there is no buildah on the PATH"], namespaces);

/** The options of a build, in the words of docker, buildah and ctxcheck alike. */
function optionsOf({ target, buildArgs = {}, file }: RecordedDockerfileCase, root: string): string[] {
  return [
    ...(target === undefined ? [] : [`--target=${target}`]),
    ...(file === undefined ? [] : [`--file=${join(root, file)}`]),
    ...Object.entries(buildArgs).map(([name, value]) => `--build-arg=${toText(name)}=${toText(value)}`),
  ];
}

/** What ctxcheck finds different in an image; null where that is nothing, as it should be. */
async function differences(given: RecordedDockerfileCase, root: string, image: string, builder: string) {
  const ran = await runHere(
    ["image", root, "--against", image, "--builder", builder, "--json", ...optionsOf(given, root)],
    { cwd: root },
  );
  if (ran.code !== 0) return { given, code: ran.code, stderr: ran.stderr };
  const { paths, totals, failures }: ImageComparison = JSON.parse(ran.stdout);
  const wrong = paths.filter(({ state, hiddenBy }) => hiddenBy === null && state !== "found");
  const layers = new Set(
    paths.filter(({ layer }) => layer !== null).map(({ path, layer }) => `${layer} ${path}`),
  );
  const unforeseen = totals.files - layers.size;
  return wrong.length + failures.length + unforeseen === 0
    ? null
    : { given, wrong, failures, unforeseen, paths };
}

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "ctxcheck-images-"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Builds cases by `build`, which gives the image's file, or null where the build failed or there is no layer. */
async function compareAll(
  count: number,
  builder: string,
  build: (given: RecordedDockerfileCase, root: string, archive: string) => Promise<string | null>,
) {
  const known = knownDockerfiles();
  const cases = pick(known, caseCount ?? count);
  let images = 0;
  const wrong = await inParallel([...cases.entries()], 2, ([at, given]) =>
    withCase(given, async (root) => {
      const archive = join(scratch, `${builder}-${at}.tar`);
      const image = await build(given, root, archive);
      if (image === null) return null;
      images++;
      const found = await differences(given, root, image, builder);
      rmSync(archive, { force: true });
      return found;
    }),
  );
  console.info(`${builder}: ${images} images of ${cases.length} Dockerfiles, CTXCHECK_SEED=${seed}`);
  // About half of the recorded Dockerfiles build; where hardly any did, nothing was compared.
  expect(images).toBeGreaterThan(cases.length / 10);
  expect(wrong.filter((found) => found !== null).slice(0, 3)).toEqual([]);
}

describe.skipIf(noEngine !== null)(`image --against what BuildKit of ${dockerd?.version} builds`, () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine();
  }, timeLimit);
  afterAll(() => engine?.close(), timeLimit);

  it(
    "recorded Dockerfiles: every file of every layer is as predicted",
    () =>
      compareAll(10, "buildkit@0.8", async (given, root, archive) => {
        const { saved } = await engine.build(root, { options: optionsOf(given, root), buildkit: true });
        if (saved === null) return null;
        writeFileSync(archive, saved);
        return archive;
      }),
    timeLimit,
  );
});

describe.skipIf(noBuildah !== null)(`image --against what ${buildah?.version} builds`, () => {
  let client: Buildah;
  beforeAll(async () => {
    client = await openBuildah();
  });
  afterAll(() => client?.close());

  it(
    "recorded Dockerfiles: every file of every layer is as predicted",
    () =>
      compareAll(5, "buildah@1.28", async (given, root, archive) => {
        const complaint = await client.pack(root, archive, { options: optionsOf(given, root) });
        return complaint === null ? archive : null;
      }),
    // A layer for each instruction takes buildah much longer than none.
    4 * timeLimit,
  );
});
