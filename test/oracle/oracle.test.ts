import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Bytes } from "../../src/bytes.ts";
import { isThorough } from "../sample.ts";
import {
  type DockerfileCase,
  type IgnoreCase,
  type RecordedAnswer,
  type RecordedDockerfileCase,
  type RecordedIgnoreCase,
  readRecorded,
} from "./cases.ts";
import { withCase } from "./materialise.ts";
import {
  buildahAvailable,
  type DockerfileRequest,
  openOracle,
  oracleAvailable,
  type Refusal,
  type Transfer,
} from "./oracle.ts";

const available = oracleAvailable();
const withBuildah = buildahAvailable();
if (!available) console.warn("no go command on the PATH: the oracle is not tested");
else if (!withBuildah) console.warn("not the super-user: the oracle for buildah is not tested");

const oracle = openOracle();
const minutes = 60_000;
afterAll(() => oracle.close());

/** Every nth case, `count` of them or a few more; a fifth of that outside CI. */
function sample<Case>(cases: readonly Case[], count = 300): Case[] {
  const step = Math.max(1, Math.floor(cases.length / (isThorough ? count : count / 5)));
  return cases.filter((_, index) => index % step === 0);
}

const sorted = (paths: readonly Bytes[]) => [...paths].sort();

function recordable({
  sent,
  empty = [],
  error,
}: Pick<Transfer, "sent" | "error"> & Partial<Transfer>): RecordedAnswer {
  if (error) return { error: error.code };
  return empty.length > 0 ? { sent: sorted(sent), empty: sorted(empty) } : { sent: sorted(sent) };
}

describe.skipIf(!available)("the oracle repeats the recorded answers of", () => {
  const cases = sample(readRecorded<RecordedIgnoreCase>("ignore.jsonl.gz"));
  beforeAll(() => oracle.prepare("docker"), 10 * minutes);

  it("BuildKit", async () => {
    await compare(cases, async (given, root) => {
      const transfer = await oracle.ask("buildkit", { root, ignore: given.ignore });
      return [recordable(transfer), given.buildkit];
    });
  });

  it("the classic CLI", async () => {
    await compare(cases, async (given, root) => {
      const stream = await oracle.ask("classic", { root });
      return [recordable(stream), given.classic ?? given.buildkit];
    });
  });
});

describe.skipIf(!withBuildah)("the oracle repeats the recorded copies of", () => {
  const cases = readRecorded<RecordedIgnoreCase>("ignore.jsonl.gz").filter(({ buildah }) => buildah);
  beforeAll(() => oracle.prepare("buildah"), 10 * minutes);

  it("buildah", async () => {
    await compare(sample(cases, 25), async (given, root) => {
      const { sent, error } = await oracle.ask("buildah", { root, containerFiles: ["Dockerfile"] });
      const { buildah } = given;
      return error ? [isPatternError(error), buildah?.error !== undefined] : [sorted(sent), buildah?.sent];
    });
  });
});

const isPatternError = ({ code }: Refusal) => code === "bad-pattern" || code === "illegal-exclusion";

describe.skipIf(!available)("the oracle repeats the recorded requests of", () => {
  const cases = sample(readRecorded<RecordedDockerfileCase>("dockerfile.jsonl.gz"));

  it("BuildKit's Dockerfile frontend", async () => {
    await compare(cases, async (given, root) => {
      const { id: _, tree: __, buildkit: recorded, ...question } = given;
      const request = await oracle.ask("dockerfile", question);
      if (!recorded.requested) return [isSilent(request, recorded.buildError), true];
      const ignore = given.dockerfileIgnore ?? given.ignore ?? "";
      const transfer = await oracle.ask("buildkit", { root, ignore, followPaths: request.followPaths });
      const got = { requested: request.requested, followPaths: request.followPaths, ...recordable(transfer) };
      const { requested, followPaths, sent, empty } = recorded;
      return [got, { requested, followPaths, sent, ...(empty && { empty }) }];
    });
  });
});

/** Where nothing was requested, the frontend refused in the recorded words, or asks for nothing, or the build ended early. */
function isSilent({ requested, error }: DockerfileRequest, buildError: Bytes | undefined): boolean {
  if (error) return buildError?.startsWith(error.text.slice(0, 40)) ?? false;
  return buildError !== undefined || !requested;
}

/** Collects the cases whose two answers differ; some run at the same time. */
async function compare<Case extends IgnoreCase | DockerfileCase>(
  cases: readonly Case[],
  ask: (given: Case, root: Bytes) => Promise<[got: unknown, wanted: unknown]>,
): Promise<void> {
  const wrong: unknown[] = [];
  const queue = cases.values();
  const work = async () => {
    for (const given of queue) {
      const [got, wanted] = await withCase(given, (root) => ask(given, root));
      if (JSON.stringify(got) !== JSON.stringify(wanted)) wrong.push({ given, got });
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  expect(wrong.slice(0, 3)).toEqual([]);
}

describe.skipIf(!available)("the oracle answers", () => {
  it.each<[pattern: Bytes, input: Bytes, matches: boolean]>([
    ["^a.$", "a\xe9", true],
    ["^a.$", "a\xc3\xa9", true],
    ["^a.$", "a\n", false],
    ["^\\Qa$", "a", false],
  ])("Go's regexp %j on %j", async (pattern, input, matches) => {
    expect(await oracle.ask("regexp", { pattern, inputs: [input] })).toEqual({ matches: [matches] });
  });

  it("a refused regexp with Go's words", async () => {
    const { error } = await oracle.ask("regexp", { pattern: "a{1001}", inputs: [] });
    expect(error).toBe("error parsing regexp: invalid repeat count: `{1001}`");
  });

  it("where the three ways of moby/patternmatcher part", async () => {
    const patterns = ["dist", "!dist/index.js", "**/dist"];
    const { orParents, parentResults, legacy } = await oracle.ask("match", {
      patterns,
      paths: ["dist/index.js"],
    });
    expect([orParents, parentResults, legacy].map((way) => way?.[0]?.matches)).toEqual([true, false, false]);
  });

  it("BuildKit's refusal to put a tab into a header", async () => {
    const given = { id: "tab", ignore: "a\tb\n", tree: [] };
    const { error } = await withCase(given, (root) => oracle.ask("buildkit", { root, ignore: given.ignore }));
    expect(error?.code).toBe("non-printable");
  });

  it.each([
    [undefined, "bad-pattern"],
    [true, undefined],
  ])(
    "that an invalid byte in a class is refused as it is read, in the main context only (named: %s)",
    async (named, code) => {
      const given = { id: "class", ignore: "[\xe9]\n", tree: [] };
      const question = { ignore: given.ignore, ...(named && { named }) };
      const { error } = await withCase(given, (root) => oracle.ask("buildkit", { root, ...question }));
      expect(error?.code).toBe(code);
    },
  );

  it("the sizes that Docker prints", async () => {
    const given = { id: "size", ignore: "", tree: [{ path: "a", size: 2 }] };
    const sizes = await withCase(given, async (root) => {
      const buildkit = await oracle.ask("buildkit", { root, followPaths: ["Dockerfile", "a"] });
      const classic = await oracle.ask("classic", { root });
      return [buildkit.wireBytes, classic.wireBytes];
    });
    expect(sizes).toEqual([91, 3584]);
  });

  it("that a file of a repeated exclusion arrives empty", async () => {
    const ignore = "dist\n!dist/index.js\n**/dist\n";
    const given = { id: "empty", ignore, tree: [{ path: "dist/index.js", size: 3 }] };
    const { sent, empty } = await withCase(given, (root) => oracle.ask("buildkit", { root, ignore }));
    expect([sent, empty]).toEqual([
      [".dockerignore", "Dockerfile", "dist/", "dist/index.js"],
      ["dist/index.js"],
    ]);
  });

  it("which named contexts a Dockerfile asks for, and with which ignore file", async () => {
    const { requested, transfers } = await oracle.ask("dockerfile", {
      dockerfile: "FROM scratch\nCOPY --from=lib a* b /\n",
      contexts: { lib: "*.md\n", unused: "" },
    });
    expect(requested).toBe(false);
    expect(transfers).toEqual([{ name: "lib", followPaths: ["a*", "b"], excludes: ["*.md"] }]);
  });

  it("each platform's own paths", async () => {
    const { transfers } = await oracle.ask("dockerfile", {
      dockerfile: "FROM scratch\nARG TARGETARCH\nCOPY f-$TARGETARCH /\n",
      platforms: ["linux/amd64", "linux/386"],
    });
    expect(transfers.map(({ followPaths }) => followPaths)).toEqual([["f-386"], ["f-amd64"]]);
  });

  it("the line of a refused Dockerfile", async () => {
    const { error } = await oracle.ask("dockerfile", { dockerfile: "FROM scratch\n\nCOPPY a /\n" });
    expect(error).toMatchObject({
      line: 3,
      text: "dockerfile parse error on line 3: unknown instruction: COPPY (did you mean COPY?)",
    });
  });

  it("what BuildKit's checks say", async () => {
    const { warnings } = await oracle.ask("dockerfile", {
      dockerfile: "FROM scratch\nCOPY a /\n",
      ignore: "a\n",
    });
    expect(warnings).toEqual([
      {
        text: 'CopyIgnoredFile: Attempting to Copy file "a" that is excluded by .dockerignore (line 2)',
        line: 2,
      },
    ]);
  });
});
