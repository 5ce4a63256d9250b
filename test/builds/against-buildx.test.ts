import { describe, expect, test } from "vitest";
import { readBake } from "../../src/builds/bake/read.ts";
import { readCompose } from "../../src/builds/compose/read.ts";
import type { Build } from "../../src/builds/model.ts";
import { randomFor } from "../oracle/random.ts";
import { askBuildx, buildxProgram, type Plain, withSocket } from "./ask-buildx.ts";
import { type BuildsCase, generateExpressions, generateTargets } from "./generate-bake.ts";
import { generateCompose } from "./generate-compose.ts";
import { treeFiles } from "./tree-files.ts";

/*
 * Fresh cases against `buildx bake --print`, where a buildx is at hand (CTXCHECK_BUILDX, or on the PATH):
 * CTXCHECK_BUILDS_CASES=1000 CTXCHECK_BUILDS_SEED=1 npx vitest run test/builds/against-buildx.test.ts
 */
const program = buildxProgram();
const cases = Number(process.env.CTXCHECK_BUILDS_CASES ?? 15);
const seed = Number(process.env.CTXCHECK_BUILDS_SEED ?? 20261129);

const kinds = [
  ["expressions", generateExpressions, readBake],
  ["targets", generateTargets, readBake],
  ["compose", generateCompose, readCompose],
] as const;

function askCtxcheck(
  read: typeof readBake | typeof readCompose,
  { tree, files, env }: BuildsCase,
): Plain[] | null {
  const surroundings = { files: treeFiles(tree), env: { HOME: "/root", ...env }, folderName: "bake" };
  const { builds, problems } = read(files, surroundings);
  return problems.length > 0 || builds.some(({ problem }) => problem !== null) ? null : builds.map(plain);
}

const plain = ({ name, context, dockerfile, inline, target, args, contexts, platforms }: Build): Plain => ({
  name,
  context,
  dockerfile,
  inline,
  target: target || null,
  args: Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null)),
  contexts,
  platforms,
});

const byName = (builds: readonly Plain[] | null) =>
  builds === null ? "refused" : builds.toSorted((a, b) => (a.name < b.name ? -1 : 1));

describe.skipIf(program === null)("fresh definitions against buildx", () => {
  test.each(kinds)(
    "%s",
    (stream, generate, read) => {
      const socket = withSocket();
      try {
        for (let index = 0; index < cases; index++) {
          const one = generate(randomFor(seed, index, stream));
          const answer = askBuildx(program ?? "", one, socket.path);
          if (answer === undefined) continue;
          expect({ index, one, builds: byName(askCtxcheck(read, one)) }).toEqual({
            index,
            one,
            builds: byName(answer),
          });
        }
      } finally {
        socket.close();
      }
    },
    3_600_000,
  );
});
