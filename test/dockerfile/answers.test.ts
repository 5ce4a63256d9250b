import { describe, expect, it } from "vitest";
import { fromText, toText } from "../../src/bytes.ts";
import { followLinks, type LinkTree } from "../../src/dockerfile/follow-links.ts";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { type BuildOptions, type ContextRequest, contextRequest } from "../../src/dockerfile/request.ts";
import type { NamedContext } from "../../src/dockerfile/steps.ts";
import { CtxcheckError } from "../../src/errors.ts";
import { walkTree } from "../../src/image/image-tree.ts";
import { landFiles } from "../../src/image/landing.ts";
import { readRows, sentEntry, variables } from "./recorded.ts";

interface RequestRow {
  id: string;
  dockerfile: string;
  target?: string;
  buildArgs?: Record<string, string>;
  contexts?: Record<string, string>;
  platform?: string;
  asks?: [name: string, followPaths: string[]][];
  refused?: string;
  lines?: number[];
}

function optionsOf({ target, buildArgs, contexts = {}, platform }: RequestRow): BuildOptions {
  return {
    ...(target === undefined ? {} : { target }),
    ...(platform === undefined ? {} : { platform }),
    buildArgs: variables(buildArgs),
    contexts: Object.entries(contexts).map(([name, kind]): NamedContext => {
      return { name, kind: kind === "local" || kind === "scratch" ? kind : "other" };
    }),
  };
}

function asks({ requested, followPaths, named }: ContextRequest): string[] {
  const main = requested ? [{ name: "context", followPaths }] : [];
  const all = [...main, ...named.map((one) => ({ name: one.context.name, followPaths: one.followPaths }))];
  // Two transfers that are alike are one.
  return [...new Set(all.map((one) => JSON.stringify([one.name, one.followPaths.map(toText)])))].sort();
}

describe("the converter's own answers", () => {
  const rows = readRows<RequestRow>("dockerfile/requests");
  const ask = (row: RequestRow) => {
    const bytes = Buffer.from(row.dockerfile, "base64").toString("latin1");
    return contextRequest(readDockerfile(bytes), optionsOf(row));
  };

  it("asks for the same transfers", () => {
    const accepted = rows.filter(({ asks }) => asks !== undefined);
    expect(accepted).toHaveLength(1700);
    const wrong = accepted.flatMap((row) => {
      const expected = [...new Set((row.asks ?? []).map((one) => JSON.stringify(one)))].sort();
      return differing(row, asks(ask(row)), expected);
    });
    expect(wrong).toEqual([]);
  });

  it("refuses the same Dockerfiles", () => {
    const refused = rows.filter(({ refused }) => refused !== undefined);
    expect(refused).toHaveLength(800);
    const accepted = refused.filter((row) => refusedLine(() => ask(row)) === null);
    expect(accepted).toEqual([]);
  });

  it("blames a line that the builder blames", () => {
    const blamed = rows.filter(({ lines }) => lines?.some((line) => line > 0));
    expect(blamed.length).toBeGreaterThan(600);
    const others = blamed.filter((row) => !row.lines?.includes(refusedLine(() => ask(row)) ?? 0));
    expect(others).toEqual([]);
  });
});

/** The line of the refusal, NaN where it is of the whole file; null where nothing is refused. */
function refusedLine(run: () => unknown): number | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof CtxcheckError) return Number(/ on line (\d+)$/.exec(error.message)?.[1]);
    throw error;
  }
}

/** Nothing where both are the same, else everything that is needed to see why. */
function differing(row: object, answer: unknown, expected: unknown): object[] {
  return JSON.stringify(answer) === JSON.stringify(expected) ? [] : [{ row, answer, expected }];
}

type TreeRow = (string | [path: string, link: string])[];

interface LinkRow {
  tree: TreeRow;
  asks: [paths: string[], followed: string[] | null][];
}

describe("fsutil's FollowLinks", () => {
  it("makes the same of every list of paths", () => {
    const rows = readRows<LinkRow>("dockerfile/links");
    expect(rows.flatMap(({ asks }) => asks).length).toBeGreaterThan(3000);
    const wrong = rows.flatMap(({ tree, asks }) => {
      const links = linkTree(tree);
      return asks.flatMap(([paths, followed]) => {
        const answer = followLinks(links, paths.map(fromText));
        return differing({ tree, paths }, answer?.map(toText) ?? null, followed);
      });
    });
    expect(wrong).toEqual([]);
  });
});

function linkTree(tree: TreeRow): LinkTree {
  const links = new Map<string, string>();
  const names = new Map<string, string[]>([["", []]]);
  for (const entry of tree) {
    const path = typeof entry === "string" ? entry.replace(/\/$/, "") : entry[0];
    if (typeof entry !== "string") links.set(path, entry[1]);
    else if (entry.endsWith("/")) names.set(path, []);
    const slash = path.lastIndexOf("/");
    names.get(path.slice(0, Math.max(slash, 0)))?.push(path.slice(slash + 1));
  }
  return { readlink: (path) => links.get(path) ?? null, list: (path) => names.get(path) ?? null };
}

interface LandingRow {
  id: string;
  dockerfile: string;
  context: TreeRow;
  named: TreeRow;
  image?: string[];
  fails?: boolean;
}

describe("the converter's copies, carried out with fsutil", () => {
  const rows = readRows<LandingRow>("dockerfile/landing");
  const answers = rows.map((row) => ({ row, landing: land(row) }));
  /** BuildKit would have looked the sources up first and failed. */
  const isLookedUp = ({ landing }: (typeof answers)[number]) =>
    landing.problems.some(({ message }) => message.startsWith("failed to calculate checksum"));

  it("leave the same paths in the image", () => {
    const built = answers.filter((answer) => answer.row.image !== undefined && !isLookedUp(answer));
    expect(built.length).toBeGreaterThan(750);
    const wrong = built.flatMap(({ row, landing }) => {
      const paths = Array.from(walkTree(landing.image.tree.root), ({ path, node }) => {
        return toText(path) + (node.type === "directory" ? "/" : "");
      });
      return differing(row, [landing.problems.length, paths.sort()], [0, [...(row.image ?? [])].sort()]);
    });
    expect(wrong).toEqual([]);
  });

  it("fail where fsutil fails", () => {
    const failed = answers.filter(({ row }) => row.fails);
    expect(failed).toHaveLength(300);
    expect(failed.filter(({ landing }) => landing.problems.length === 0)).toEqual([]);
  });
});

function land({ dockerfile, context, named }: LandingRow) {
  const ctx: NamedContext = { name: "ctx", kind: "local" };
  const request = contextRequest(readDockerfile(fromText(dockerfile)), { contexts: [ctx] });
  const entries = (tree: TreeRow) =>
    tree.map((entry) => (typeof entry === "string" ? sentEntry(entry) : sentEntry(entry[0], entry[1])));
  return landFiles(request, { context: entries(context), named: new Map([[ctx, entries(named)]]) });
}
