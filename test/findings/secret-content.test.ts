import { describe, expect, test } from "vitest";
import { inspect, type ReportOptions } from "../../src/api.ts";
import type { Report } from "../../src/report-model.ts";
import { type Tree, withTree } from "../context/trees.ts";
import { join, trustStore, valuesFrom } from "../secrets/values.ts";
import { short } from "./finding.ts";

const values = valuesFrom(7);
const stripe = join("sk_", "live_", values.alnum(24));
const password = values.password();

type Asked = Omit<ReportOptions, "context">;

function report(tree: Tree, asked: Asked = {}): Promise<Report> {
  return withTree({ ".dockerignore": "#\n", ...tree }, (context) => inspect({ context, ...asked }));
}

interface Row extends Asked {
  readonly tree: Tree;
  readonly finds: readonly string[];
}

const rows: Record<string, Row> = {
  "what a file holds is told with its line": {
    tree: { "src/pay.ts": `export const key = "${stripe}";\n` },
    finds: ["error secret-content src/pay.ts"],
  },
  "a name that may mean a secret is quiet where the file holds none": {
    tree: { ".env": "LOG=info\nPASSWORD=\n", "ca.pem": "nothing\n", "empty.key": 0 },
    finds: [],
  },
  "and told by the content alone where it holds one": {
    tree: { ".env": `DB_PASSWORD=${password}\n` },
    finds: ["error secret-content .env -> .env"],
  },
  "the name stays where the file was read in part": {
    tree: { ".env": `${"# comment\n".repeat(20)}DB_PASSWORD=${password}\n` },
    secretMaxSize: 100,
    finds: ["warning secret-name .env -> .env"],
  },
  "the name stays where the file is not a string": {
    tree: { ".env": "\0".repeat(100) },
    finds: ["warning secret-name .env -> .env"],
  },
  "a key is looked for in what is not a string": { tree: { "talk.key": "\0".repeat(100) }, finds: [] },
  "a name that is a secret by itself stays": {
    tree: { "a.p12": 100 },
    finds: ["error secret-name a.p12 -> a.p12"],
  },
  "such a name is not told beside the content, and the content not less than it": {
    tree: { "test/.git-credentials": `https://bob:${password}@git.corp.net\n` },
    finds: ["error secret-content test/.git-credentials -> test/.git-credentials"],
  },
  "among tests it is a warning": {
    tree: { "test/a.ts": `"${stripe}"` },
    finds: ["warning secret-content test/a.ts"],
  },
  "a comment allows it": { tree: { a: `${stripe} # ctxcheck:allow\n` }, finds: [] },
  "what is excluded is not read": { tree: { ".dockerignore": "a\n", a: stripe }, finds: [] },
  "what nothing asks for is not read": {
    tree: { Dockerfile: "FROM scratch\nCOPY b /\n", a: stripe, b: "b" },
    finds: [],
  },
  "what an instruction names can't be left out": {
    tree: { Dockerfile: "FROM scratch\nCOPY a /\n", a: stripe },
    finds: ["error secret-content a"],
  },
  "a file with two names is told once": {
    tree: { a: stripe, b: { same: "a" } },
    finds: ["error secret-content a -> a"],
  },
  "of two names the one that excuses nothing": {
    tree: { "docs/a": stripe, z: { same: "docs/a" } },
    finds: ["error secret-content z -> z"],
  },
  "every secret is told": {
    tree: { a: `${stripe}\n${join("sk_", "live_", values.alnum(24))}\n` },
    finds: ["error secret-content a -> a", "error secret-content a -> a"],
  },
  "only the rules that are asked for": {
    tree: { a: `${stripe}\npostgres://shop:${password}@db.corp.net/shop\n` },
    secretRules: ["url"],
    finds: ["error secret-content a -> a"],
  },
  "all but those that are left out; a name is not cleared by rules that did not run": {
    tree: { a: stripe, ".env": `DB_PASSWORD=${password}\n`, "b.env": "LOG=info\n" },
    secretRules: ["-token", "-credential-file"],
    finds: ["warning secret-name .env -> .env"],
  },
  "nor by a higher confidence": {
    tree: { ".env": `DB_PASSWORD=${password}\n` },
    secretMinConfidence: "high",
    finds: ["warning secret-name .env -> .env"],
  },
  "what is hardly one, where that is asked for": {
    tree: { ".env": "DB_PASSWORD=postgres\n" },
    secretMinConfidence: "low",
    finds: ["error secret-content .env -> .env"],
  },
  "a later name of a file that was read": {
    tree: { "a.env": "LOG=info\n", "b.env": { same: "a.env" } },
    finds: [],
  },
  "a directory that is copied and holds nothing else": {
    tree: { Dockerfile: "FROM scratch\nCOPY keys /keys/\n", "keys/a": stripe },
    finds: ["error secret-content keys/a"],
  },
  "a pattern of which it is the only match": {
    tree: { Dockerfile: "FROM scratch\nCOPY keys/*.txt b /keys/\n", "keys/a.txt": stripe, b: "b" },
    finds: ["error secret-content keys/a.txt"],
  },
  "a directory that holds more": {
    tree: { Dockerfile: "FROM scratch\nCOPY keys /keys/\n", "keys/a": stripe, "keys/b": "b" },
    finds: ["error secret-content keys/a -> keys/a"],
  },
  "a name that is a secret and that an instruction names": {
    tree: { Dockerfile: "FROM scratch\nCOPY a.p12 /\n", "a.p12": 100 },
    finds: ["error secret-name a.p12"],
  },
  "a directory of secrets, one of them named": {
    tree: {
      Dockerfile: "FROM scratch\nCOPY .ssh/config /\nCOPY .ssh /x\n",
      ".ssh/config": "a",
      ".ssh/b": "b",
    },
    finds: ["warning secret-name .ssh"],
  },
  "for a builder that filters while it copies": {
    tree: { Dockerfile: "FROM scratch\nCOPY keys /keys/\nCOPY keys/a /x\n", "keys/a": stripe, "keys/b": "b" },
    builder: "buildah",
    finds: ["error secret-content keys/a"],
  },
  "a key store with certificates only": {
    tree: { "conf/trust.jks": trustStore(values, 2).toString("latin1") },
    finds: [],
  },
  "names alone, where that is asked for": {
    tree: { ".env": `DB_PASSWORD=${password}\n`, a: stripe },
    secretContent: false,
    finds: ["warning secret-name .env -> .env"],
  },
};

test.each(Object.entries(rows))("%s", async (_, { tree, finds, ...asked }) => {
  const { findings } = await report(tree, asked);
  expect(findings.map(short)).toEqual(finds);
  for (const { fix } of findings) if (fix !== null) await leavesNothing({ ...tree }, fix, asked);
});

describe("named contexts", () => {
  const dockerfile =
    "FROM scratch AS a\nCOPY --from=shared keys /keys/\nFROM scratch\nCOPY --from=a /keys/b /\n";
  const tree = {
    Dockerfile: dockerfile,
    "shared/keys/a": `key = ${stripe}\n`,
    "shared/keys/b": `key = ${join("sk_", "live_", values.alnum(24))}\n`,
    "shared/keys/c": stripe,
    "shared/other": stripe,
    "shared/.dockerignore": "keys/c\n",
  };

  const checked = (more: Asked = {}) =>
    withTree({ ".dockerignore": "shared\n", ...tree }, (context) =>
      inspect({ context, buildContexts: { shared: `${context}/shared` }, ...more }),
    );

  test("what is sent of them is read, and nothing else", async () => {
    const { findings, secrets } = await checked();
    expect(findings.map(short)).toEqual([
      "error secret-content shared://keys/b",
      "warning secret-content shared://keys/a",
    ]);
    expect(findings.map(({ reach, reachLine, line }) => [reach, reachLine, line])).toEqual([
      ["image", 4, 1],
      ["stage", 2, 1],
    ]);
    expect(secrets).toMatchObject({ scanned: 2, hits: 2 });
  });

  test("not where content is not read", async () => {
    expect((await checked({ secretContent: false })).findings.map(short)).toEqual([]);
  });
});

describe("what the Dockerfile itself holds", () => {
  const rows: Record<string, [dockerfile: string, finds: string[]]> = {
    "ENV without a sign": [
      `FROM a\nENV DB_PASSWORD ${password}\n`,
      ["warning secret-content Dockerfile history"],
    ],
    "ARG before FROM is not a part of the image": [
      `ARG NPM_TOKEN=${values.alnum(36)}7q2\nFROM a\n`,
      ["info secret-content Dockerfile cache"],
    ],
    RUN: [
      `FROM a\nRUN curl -u bot:${password} https://git.corp.net/\n`,
      ["warning secret-content Dockerfile history"],
    ],
    "a token of a known form": [`FROM a\nRUN pay ${stripe}\n`, ["error secret-content Dockerfile history"]],
    "a stage that the image is made from": [
      `FROM a AS b\nENV T=${stripe}\nFROM b\n`,
      ["error secret-content Dockerfile history"],
    ],
    "another stage": [
      `FROM a AS b\nENV T=${stripe}\nFROM a\nCOPY --from=b /x /\n`,
      ["warning secret-content Dockerfile cache"],
    ],
    "a comment is in no history": [`FROM a\n# ${stripe}\n`, []],
    "a secret that is mounted": ["FROM a\nRUN --mount=type=secret,id=t,env=API_TOKEN make\n", []],
    "once, where the file is sent, too": [
      `FROM a\nENV T=${stripe}\nCOPY . /\n`,
      ["error secret-content Dockerfile history"],
    ],
  };

  test.each(Object.entries(rows))("%s", async (_, [dockerfile, finds]) => {
    const { findings } = await report({ Dockerfile: dockerfile });
    const told = findings.filter(({ rule }) => rule === "secret-content");
    const place = (message: string) => / stays in (?:the image's (history)|the build (cache))/.exec(message);
    expect(
      told.map(({ severity, rule, path, message, fix }) => {
        const [, history, cache] = place(message) ?? [];
        return `${severity} ${rule} ${path} ${history ?? cache}${fix === null ? "" : ` -> ${fix}`}`;
      }),
    ).toEqual(finds);
  });

  test("says what to write instead", async () => {
    const { findings } = await report({ Dockerfile: `FROM a\nENV DB_PASSWORD=${password}\n` });
    expect(findings[0]?.message).toContain("RUN --mount=type=secret,id=db_password,env=DB_PASSWORD");
  });
});

test("what the line would keep out besides is told", async () => {
  const { findings } = await report({ "a\x01b": stripe, aXb: "b", "aYb/c": "c" });
  expect(findings.map(short)).toEqual(["error secret-content a\x01b -> a?b"]);
  expect(findings[0]?.alsoRemoves).toEqual(["aXb", "aYb"]);
  expect(findings[0]?.message).toContain('the line "a?b" would also exclude "aXb", "aYb"');
});

test("a line that cannot be added without a failure is not given, and the place is told", async () => {
  const tree = { Dockerfile: "FROM scratch\nCOPY keys /keys/\n", "keys/a": stripe };
  const [finding] = (await report(tree)).findings;
  expect(finding?.message).toContain("Dockerfile:2 needs it: pass it with RUN --mount=type=secret instead");
});

async function leavesNothing(tree: Tree, fix: string, asked: Asked): Promise<void> {
  const ignore = `${tree[".dockerignore"] ?? ""}\n${fix}\n`;
  const { findings } = await report({ ...tree, ".dockerignore": ignore }, asked);
  expect(findings.filter((finding) => finding.fix === fix)).toEqual([]);
}

describe("the report", () => {
  test("counts what was read and every skip", async () => {
    const { secrets } = await report(
      {
        ".dockerignore": "x\n",
        a: "text",
        "b.bin": "\0".repeat(100),
        "c.txt": "c".repeat(200),
        "node_modules/d/index.js": "d",
        "e.min.js": "e",
        "f.txt": `${stripe} # ctxcheck:allow`,
        empty: 0,
        x: "not sent",
      },
      { secretMaxSize: 150 },
    );
    expect(secrets).toEqual({
      scanned: 7,
      bytes: 2 + 4 + 100 + 150 + 1 + 1 + stripe.length + 17,
      hits: 0,
      allowed: 1,
      allowedBySettings: 0,
      maxSize: 150,
      skipped: {
        binary: 1,
        tooLarge: 1,
        unreadable: 0,
        vanished: 0,
        vendored: 1,
        hardRulesOnly: 1,
        longLines: 0,
        capped: 0,
      },
      problems: [],
    });
  });

  test("has none where nothing is read", async () => {
    expect((await report({ a: stripe }, { secretContent: false })).secrets).toBeNull();
  });

  test("tells the place, the kind, a mask and a fingerprint that lasts", async () => {
    const text = (spaces: string) => `x\n${spaces}${stripe}\n`;
    const [first] = (await report({ a: text("  ") })).findings;
    const [again] = (await report({ b: text("") })).findings;
    expect(first).toMatchObject({ rule: "secret-content", line: 2, column: 3, detail: "stripe-key" });
    expect(first?.secret?.masked).toBe(`sk_l… (${stripe.length} characters)`);
    expect(first?.secret?.fingerprint).toMatch(/^[\da-f]{32}$/);
    expect(again?.secret?.fingerprint).toBe(first?.secret?.fingerprint);
  });
});
