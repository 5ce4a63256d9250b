import { statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toText } from "../../src/bytes.ts";
import { withCase } from "../oracle/materialise.ts";
import { seed } from "../sample.ts";
import { type Buildah, openBuildah } from "./buildah.ts";
import { caseCount, pick, timeLimit } from "./cases.ts";
import { knownDockerfiles } from "./dockerfile-cases.ts";
import { type Engine, openEngine } from "./engine.ts";
import { filesOf, type ImageAnswer, imageOf } from "./image-files.ts";
import { type ImageRow, imageRows, withImageRow } from "./image-rows.ts";
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

/** What ctxcheck says of the image of a row. */
function expected({ target, archive, tree }: ImageRow, context: string): Promise<ImageAnswer> {
  const inside = ([path]: [string, unknown]) => archive?.holds.some((one) => path.startsWith(`${one}/`));
  const unpacked = Object.entries(tree).filter(inside);
  const sized = unpacked.map(([path]) => [path, statSync(join(context, path)).size] as const);
  return imageOf({ context, ...askedTarget({ target }) }, sized);
}

interface Targeted {
  readonly target?: string | undefined;
}

const askedTarget = ({ target }: Targeted) => (target === undefined ? {} : { target });
const targetOf = ({ target }: Targeted) => (target === undefined ? [] : [`--target=${target}`]);

describe.skipIf(noEngine !== null)(
  `BuildKit of ${dockerd?.version}: the layers of an image are what ctxcheck lists`,
  () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await openEngine();
    }, timeLimit);
    afterAll(() => engine?.close(), timeLimit);

    it.for(imageRows.map((row) => [row.what, row] as const))("%s", async ([, row]) => {
      await withImageRow(row, async (root) => {
        const { layers } = await engine.build(root, { options: targetOf(row), buildkit: true });
        expect(filesOf(layers)).toEqual(await expected(row, root));
      });
    });

    it(
      "recorded Dockerfiles",
      async () => {
        const known = knownDockerfiles();
        const cases = pick(known, caseCount ?? 15);
        console.info(`${cases.length} of ${known.length} Dockerfiles, CTXCHECK_SEED=${seed}`);
        const wrong = await inParallel(cases, 2, async (given) =>
          withCase(given, async (root) => {
            const args = Object.entries(given.buildArgs ?? {}).map(([name, value]) => [
              toText(name),
              toText(value),
            ]);
            const file = given.file === undefined ? {} : { file: join(root, given.file) };
            const options = [
              ...targetOf(given),
              ...Object.values(file).map((path) => `--file=${path}`),
              ...args.map(([name, value]) => `--build-arg=${name}=${value}`),
            ];
            const { layers } = await engine.build(root, { options, buildkit: true });
            const said = await imageOf({
              context: root,
              ...file,
              ...askedTarget(given),
              buildArgs: Object.fromEntries(args),
            });
            const image = filesOf(layers);
            return JSON.stringify(image) === JSON.stringify(said) ? null : { given, image, said };
          }),
        );
        expect(cases.length).toBeGreaterThan(0);
        expect(wrong.filter((found) => found !== null).slice(0, 3)).toEqual([]);
      },
      timeLimit,
    );
  },
);

describe.skipIf(noBuildah !== null)(`${buildah?.version}: an image holds what ctxcheck lists`, () => {
  let client: Buildah;
  beforeAll(async () => {
    client = await openBuildah();
  });
  afterAll(() => client?.close());

  it.for(imageRows.map((row) => [row.what, row] as const))("%s", async ([, row]) => {
    await withImageRow(row, async (root) => {
      // An image in the format of OCI has no ONBUILD.
      const { image } = await client.build(root, { options: ["--format=docker", ...targetOf(row)] });
      const files = filesOf(image && [image]);
      const said = await expected(row, root);
      expect(typeof files === "string" ? files : files.visible).toEqual(
        typeof said === "string" ? said : said.visible,
      );
    });
  });
});
