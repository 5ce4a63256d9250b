import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readBake } from "../../src/builds/bake/read.ts";
import { readCompose } from "../../src/builds/compose/read.ts";
import type { Build } from "../../src/builds/model.ts";
import { treeFiles } from "./tree-files.ts";

/** What docker compose and buildx made of a definition: fixtures/conformance/builds.jsonl.gz. */
interface Case {
  readonly id: string;
  readonly kind: "compose" | "bake";
  readonly feature: string;
  readonly tree: Readonly<Record<string, string>>;
  readonly dir?: string;
  readonly files: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly answer: {
    readonly builds?: readonly Answer[];
    readonly error?: string;
    readonly partial?: readonly Answer[];
  };
}

type Answer = Pick<
  Build,
  "name" | "context" | "dockerfile" | "inline" | "target" | "args" | "contexts" | "platforms"
> & {
  readonly groups?: readonly string[];
};

const fixture = new URL("../../fixtures/conformance/builds.jsonl.gz", import.meta.url);
const cases: Case[] = gunzipSync(readFileSync(fixture))
  .toString("utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

const readers = { compose: readCompose, bake: readBake };

function ask({ kind, tree, dir, files, env }: Case) {
  const surroundings = { files: treeFiles(tree, dir), env: { HOME: "/root", ...env }, folderName: "project" };
  return readers[kind](files, surroundings);
}

function plain({
  name,
  context,
  dockerfile,
  inline,
  target,
  args,
  contexts,
  platforms,
  groups = [],
}: Answer) {
  const known = Object.entries(args).filter(([, value]) => value !== null);
  return {
    name,
    context,
    dockerfile,
    inline: inline ?? null,
    target,
    args: Object.fromEntries(known),
    contexts,
    platforms,
    groups: groups.toSorted(),
  };
}

const byName = (builds: readonly Answer[]) =>
  builds.map(plain).toSorted((a, b) => (a.name < b.name ? -1 : 1));

describe("recorded answers of docker compose and buildx", () => {
  test("there are as many as were recorded", () => {
    expect(cases.length).toBe(173);
  });

  test.each(cases.map((one) => [`${one.id} ${one.kind} ${one.feature}`, one] as const))("%s", (_, one) => {
    const { builds, problems } = ask(one);
    const { answer } = one;
    const sound = builds.filter(({ problem }) => problem === null);
    expect(byName(sound)).toEqual(byName(answer.builds ?? answer.partial ?? []));
    expect(problems.length > 0).toBe(answer.error !== undefined);
  });
});
