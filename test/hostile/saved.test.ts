import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { runHere } from "../cli/run.ts";
import { every } from "../sample.ts";
import { type Attack, attacks, product } from "./attacks.ts";
import { faultOf, payloads } from "./payloads.ts";
import { inSandbox } from "./sandbox.ts";

/** What is written once, and read again from somebody's pipeline; "evil" stands for its file, "good" for the unchanged. */
interface Saved {
  readonly write: readonly string[];
  readonly read: readonly (readonly string[])[];
}

const saved: Readonly<Record<string, Saved>> = {
  "a report": {
    write: [".", "--files", "--max-size", "9MB", "--format", "json=good"],
    read: [
      ["diff", "evil", "good", "--verbose"],
      ["diff", "good", "evil", "--format", "json"],
      ["diff", "evil", "evil", "--format", "markdown"],
      ["diff", "evil", "."],
    ],
  },
  "a report of all builds": {
    write: ["--all", "--files", "--format", "json=good"],
    read: [
      ["diff", "--all", "evil", "good"],
      ["diff", "--all", "good", "evil", "--format", "json"],
      ["diff", "--all", "evil", "good", "--format", "markdown"],
    ],
  },
  "a part of a report": {
    write: ["--all", "--budget", "build:x=9MB", "--shard", "1/1", "--format", "blob=good"],
    read: [
      ["merge", "evil"],
      ["merge", "evil", "--format", "json"],
      ["merge", "evil", "--format", "markdown"],
      ["merge", "evil", "--format", "sarif"],
      ["merge", "evil", "--format", "junit"],
    ],
  },
  "a hash": {
    write: ["hash", "--json"],
    read: [
      ["hash", "--explain", "evil", "good"],
      ["hash", "--explain", "good", "evil", "--json"],
    ],
  },
  "a baseline": {
    write: ["baseline", "--baseline", "good"],
    read: [
      [".", "--baseline", "evil", "--verbose"],
      [".", "--baseline", "evil", "--budget", "total=+5%", "--format", "json"],
      ["baseline", "--update", "--baseline", "evil"],
      ["--all", "--baseline", "evil", "--format", "markdown"],
    ],
  },
};

const tree = { "repo/.env": "TOKEN=ghp_1A2b3C4d5E6f7G8h9I0j1K2l3M4n5O4NnRQe\n", "repo/k.pem": 700 };
/** The ways to every value of a document; of a list its first member stands for all. */
function* waysIn(value: unknown, way: readonly string[] = []): Generator<readonly string[]> {
  yield way;
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value).slice(0, Array.isArray(value) ? 1 : undefined))
    yield* waysIn(inner, [...way, key]);
}

/** The document as text, with other text in one of its places. */
function textWith(root: unknown, [key, ...way]: readonly string[], text: string): string {
  if (key === undefined) return text;
  const isList = Array.isArray(root);
  const inner = Object.entries(root as object).map(([name, value]) => {
    const written = name === key ? textWith(value, way, text) : JSON.stringify(value);
    return isList ? written : `${JSON.stringify(name)}:${written}`;
  });
  return isList ? `[${inner.join(",")}]` : `{${inner.join(",")}}`;
}

/** As they stand in the file: not all of them are what JSON.stringify could write. */
const values = [
  ...[
    "null",
    "true",
    "0",
    "-1",
    "1.5",
    "1e400",
    "-1e400",
    "9007199254740993",
    '""',
    "[]",
    "{}",
    "[null]",
    "[[]]",
  ],
  ...['{"__proto__":{"rule":"x"}}', '{"constructor":null,"toString":1}', '["__proto__"]', '"__proto__"'],
  ...[`${"[".repeat(100_000)}${"]".repeat(100_000)}`, `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`],
  ...['"x","version":1,"version":2', '"a\\u0000b\\ud800"', "[", "NaN", `"${"x".repeat(100_000)}"`],
  ...payloads.map((text) => JSON.stringify(text)),
];

async function documentOf(write: readonly string[]): Promise<unknown> {
  return inSandbox(tree, async ({ repo }) => {
    const { stdout } = await runHere(write, { cwd: repo });
    return JSON.parse(existsSync(join(repo, "good")) ? readFileSync(join(repo, "good"), "utf8") : stdout);
  });
}

function attack(document: unknown, way: readonly string[], value: string, args: readonly string[]): Attack {
  return {
    name: `${way.join(".")} = ${value.slice(0, 60)} / ctxcheck ${args.join(" ")}`,
    run: () =>
      inSandbox(tree, async ({ repo }) => {
        writeFileSync(join(repo, "good"), JSON.stringify(document));
        writeFileSync(join(repo, "evil"), textWith(document, way, value));
        const ran = await runHere(args, { cwd: repo, env: { GITHUB_ACTIONS: "true" } });
        const isRefusal = ran.code === 2 && ran.stdout === "";
        const isSentence = /^ctxcheck: [^\n]{1,400}\n( {2}[^\n]{1,300}\n)?$/.test(ran.stderr);
        if (isRefusal && !isSentence) return `no sentence: ${ran.stderr.slice(0, 300)}`;
        return faultOf(ran, isRefusal ? [] : args);
      }),
  };
}

const rows = await Promise.all(
  Object.entries(saved).map(async ([kind, { write, read }]) => {
    const document = await documentOf(write);
    return product([...waysIn(document)], values, read).map(([way, value, args]) => ({
      ...attack(document, way, value, args),
      kind,
    }));
  }),
);

describe("what was saved, and changed since", () => {
  attacks(
    "saved: values",
    rows
      .flat()
      .filter(every(97))
      .map(({ kind, name, run }) => ({ name: `${kind}: ${name}`, run })),
  );
});
