import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { builders } from "../../src/builders/index.ts";
import { type Bytes, fromText } from "../../src/bytes.ts";
import { type Tree, withTree } from "../context/trees.ts";
import { run, runHere, runShell } from "./run.ts";
import { violations } from "./schema.ts";

const json = (text: string): unknown => JSON.parse(text);

const app: Tree = {
  Dockerfile: "FROM scratch\nCOPY . /\n",
  ".dockerignore": "*.log\nnode_modules\n!web/**/keep\n",
  "a.txt": 5,
  "web/x.js": 2_000,
  "web/big": 20_000,
  "web/debug.log": 1,
  "a.log": 3,
  ".env": 1,
  "k.p12": 1,
  "node_modules/x/y": 7,
  link: { link: "a.txt" },
};

const hostileNames: readonly Bytes[] = [
  "-rf",
  " ",
  "a\nb",
  "a\rb",
  "\x1b[31mred",
  "\x1b]0;title\x07",
  "\x7f",
  fromText("\u009b31m"),
  fromText("gnp\u202e.exe"),
  fromText("\u2066isolated"),
  fromText("zero\u200bwidth"),
  fromText("\u2028"),
  "\xff\xfe",
  "constructor",
];
const hostile: Tree = {
  ...Object.fromEntries(hostileNames.map((name) => [name, 1])),
  ...Object.fromEntries(hostileNames.map((name) => [`${name}.d/.git/${name}`, 1])),
  ...Object.fromEntries(hostileNames.map((name) => [`${name}.d/${name}.p12`, 1])),
  ".dockerignore": `${fromText("\u009b\u202e*")}\n!.\n`,
};

/** Whatever could act on a terminal: anything that is not a letter, mark, number, sign or blank of a report. */
const acting = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const withoutLayout = (text: string) => text.replaceAll("\n", "").replaceAll(/\x1b\[\d+m/g, "");

describe("names never act on a terminal", () => {
  const ways: string[][] = [
    [],
    ["--verbose", "--excluded"],
    ["--format", "json"],
    ["--builder", "classic", "--large-file", "0", "--large-directory", "0"],
    ["ls"],
    ["ls", "--long", "--dirs"],
    ["ls", "--json", "--dirs", "--set", "excluded"],
    ["explain", "\u009b31m", "\x1b[31mred.d", "gnp\u202e.exe", "nope\x1b[2J\u202e"],
    ["explain", "--json", "\u009b31m", "\x1b[31mred.d", "nope\x1b[2J\u202e"],
    ["compare"],
    ["compare", "--json"],
    ["\x1b[31mno\u202ewhere\u009b"],
    ["--\x1b[31mnope\u202e"],
    ["--max-size", "\x1b[31m\u202e"],
    ["--builder", "\x1b[31m\u202e"],
    ["-f", "\x1b[31m\u202e"],
    ["--ignore-file", "\x1b[31m\u202e"],
    ["explain", "../\x1b[31m\u202e"],
  ];
  test.concurrent.each(ways)("ctxcheck %j %j %j", async (...args) => {
    await withTree(hostile, async (cwd) => {
      const { stdout, stderr } = await runHere(args, { cwd });
      expect(`${stdout}${stderr}`).not.toBe("");
      expect(withoutLayout(stdout).match(acting)).toBeNull();
      expect(stderr.replaceAll("\n", "").match(acting)).toBeNull();
    });
  });

  test("nor do patterns of an ignore file that is refused", async () => {
    await withTree({ ".dockerignore": "ok\n\x1b[31m\xc2\x9b[\n" }, async (cwd) => {
      const { stderr } = await runHere(["--builder", "classic"], { cwd });
      expect(stderr).toMatch(/\.dockerignore:2:1/);
      expect(stderr.replaceAll("\n", "").match(acting)).toBeNull();
    });
  });
});

describe("ls", () => {
  test("-0 gives the bytes of every name, and nothing else", async () => {
    const names = Object.fromEntries(hostileNames.map((name) => [name, 1]));
    await withTree(names, async (cwd) => {
      const { bytes } = await runHere(["ls", "-0"], { cwd });
      expect(bytes.toString("latin1")).toBe(
        [...hostileNames]
          .sort()
          .map((name) => `${name}\0`)
          .join(""),
      );
    });
  });

  test("what it lists with -0, explain takes with -0", async () => {
    await withTree(hostile, async (cwd) => {
      const { stdout, stderr } = await runShell("$CTXCHECK ls -0 | $CTXCHECK explain --stdin -0 --json", {
        cwd,
      });
      expect(stderr).toBe("");
      const explained = json(stdout) as { path: string; pathBytes?: string; sent: boolean; type: string }[];
      const files = Object.keys(hostile).sort();
      expect(
        explained.map(({ path, pathBytes }) =>
          pathBytes === undefined ? fromText(path) : Buffer.from(pathBytes, "base64").toString("latin1"),
        ),
      ).toEqual(files);
      expect(explained.filter(({ sent, type }) => !sent || type !== "file")).toEqual([]);
    });
  });

  test("one path a line, in the order of the bytes; directories on demand", async () => {
    const tree = { "a/x": 1, "a.b": 1, "a/sub/y": 1, B: 1, e: "directory/" } as const;
    await withTree(tree, async (cwd) => {
      expect((await runHere(["ls"], { cwd })).stdout).toBe("B\na.b\na/sub/y\na/x\n");
      expect((await runHere(["ls", "--dirs"], { cwd })).stdout).toBe(
        "B\na/\na.b\na/sub/\na/sub/y\na/x\ne/\n",
      );
      expect((await runHere(["ls", "--dirs", "-0"], { cwd })).stdout).toBe(
        "B\0a\0a.b\0a/sub\0a/sub/y\0a/x\0e\0",
      );
    });
  });

  test("--long tells type and size, and what arrives empty", async () => {
    const tree = {
      "d/i": 12,
      "d/o": 1,
      l: { link: "d" },
      p: "fifo|",
      ".dockerignore": "d\n!d/i\n**/d\n",
    } as const;
    await withTree(tree, async (cwd) => {
      expect((await runHere(["ls", "-l", "--dirs"], { cwd })).stdout.split("\n")).toEqual([
        "-           12 .dockerignore",
        "d            0 d/",
        "-           12 d/i  (arrives empty)",
        "l            0 l",
        "p            0 p",
        "",
      ]);
    });
  });

  test("--json gives entries", async () => {
    await withTree({ "a/x": 3, "\xff": 1, "d/i": 2, ".dockerignore": "d\n!d/i\n**/d\n" }, async (cwd) => {
      expect(json((await runHere(["ls", "--json"], { cwd })).stdout)).toEqual([
        { path: ".dockerignore", type: "file", size: 12 },
        { path: "a/x", type: "file", size: 3 },
        { path: "d/i", type: "file", size: 2, arrivesEmpty: true },
        { path: "\ufffd", pathBytes: "/w==", type: "file", size: 1 },
      ]);
      const { stdout } = await runHere(["ls", "--json", "--dirs"], { cwd });
      expect(stdout).toBe(`${JSON.stringify(json(stdout), null, 2)}\n`);
      expect((await runHere(["ls", "--json", "--set", "excluded", "--dirs"], { cwd })).stdout).toBe("[]\n");
    });
  });

  test("the three sets", async () => {
    const tree = {
      a: 1,
      b: 1,
      c: 1,
      Dockerfile: "FROM scratch\nCOPY a c /\n",
      ".dockerignore": "c\n.dockerignore\n",
    };
    await withTree(tree, async (cwd) => {
      const list = async (set: string) =>
        (await runHere(["ls", "--set", set], { cwd })).stdout.trim().split("\n");
      expect(await list("sent")).toEqual(["a"]);
      expect(await list("allowed")).toEqual(["Dockerfile", "a", "b"]);
      expect(await list("excluded")).toEqual([".dockerignore", "c"]);
    });
  });
});

describe("explain", () => {
  const tree = { a: 1, "sub/b": 1, ".dockerignore": "sub\n" };

  test("reads paths from stdin, one a line or ended by NUL", async () => {
    await withTree(tree, async (cwd) => {
      const paths = async (args: string[], stdin: string) => {
        const { stdout } = await runHere(["explain", "--json", "--stdin", ...args], { cwd, stdin });
        return (json(stdout) as { path: string; sent: boolean }[]).map(({ path, sent }) => `${path} ${sent}`);
      };
      expect(await paths([], "a\n\nsub/b\n")).toEqual(["a true", "sub/b false"]);
      expect(await paths(["-0"], "a\0sub/b")).toEqual(["a true", "sub/b false"]);
      expect(await paths(["sub"], "a")).toEqual(["sub false", "a true"]);
      expect(await paths([], "")).toEqual([]);
    });
  });

  test("tells the verdict, the trail and what would turn it", async () => {
    await withTree(tree, async (cwd) => {
      expect((await runHere(["explain", "sub/b"], { cwd })).stdout).toBe(
        [
          '"sub/b" is not sent: .dockerignore:1 "sub" excludes "sub", and BuildKit does not go in.',
          "  →  .dockerignore:1  sub  matches sub  decides: out",
          "  To send it, append to the ignore file: !sub/b",
          "",
        ].join("\n"),
      );
    });
  });

  test("takes the context and paths behind --", async () => {
    await withTree({ "ctx/-x": 1 }, async (cwd) => {
      expect((await runHere(["explain", "--context", "ctx", "--", "-x"], { cwd })).stdout).toContain(
        '"-x" is sent',
      );
    });
  });
});

describe("the words of the command line", () => {
  const tree = { a: 1, "-d/x": 1, "ls/y": 1, "sub/z": 1 };
  const rows: [what: string, args: string[], stdout: string][] = [
    ["behind -- everything is an operand", ["ls", "--", "-d"], "x\n"],
    ["a directory named like a command", ["ls", "ls"], "y\n"],
    ["options may follow", ["ls", "sub", "-0"], "z\0"],
    ["short options together", ["ls", "sub", "-l0"], "z\0"],
    ["the last of a repeated option counts", ["ls", "sub", "--set", "excluded", "--set", "sent"], "z\n"],
    ["and of a repeated switch", ["ls", "sub", "-0", "--no-null"], "z\n"],
    ["docker is another name of buildkit", ["ls", "sub", "--builder", "docker"], "z\n"],
  ];
  test.concurrent.each(rows)("%s", async (_, args, stdout) => {
    await withTree(tree, async (cwd) => expect((await runHere(args, { cwd })).stdout).toBe(stdout));
  });

  test("a Dockerfile on stdin", async () => {
    await withTree({ a: 1, b: 1, "Dockerfile.dockerignore": "a\n" }, async (cwd) => {
      const stdin = "FROM scratch\nCOPY a /\n";
      expect((await run(["ls", "-f", "-"], { cwd, stdin })).stdout).toBe("a\n");
    });
  });
});

describe("--format", () => {
  const situations: Record<string, string[]> = {
    "a project": [],
    "measured, with budgets": [
      "--excluded",
      "--max-size",
      "1kB",
      "--max-files",
      "3",
      "--max-file-size",
      "9MB",
    ],
    "no findings wanted": ["--fail-on", "never", "--large-file", "1kB", "--large-directory", "1kB"],
    ...Object.fromEntries(Object.keys(builders).map((name) => [name, ["--builder", name]])),
  };
  test.concurrent.each(Object.entries(situations))("json keeps to its schema: %s", async (_, args) => {
    await withTree(app, async (cwd) => {
      const { stdout } = await runHere(["--format", "json", ...args], { cwd });
      expect(violations("report", json(stdout))).toEqual([]);
    });
  });

  test("json keeps to its schema: hostile names, special files, no Dockerfile", async () => {
    await withTree({ ...hostile, p: "fifo|" }, async (cwd) => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(join(cwd, "s"), resolve));
      try {
        for (const builder of ["buildkit", "classic"]) {
          const { stdout } = await runHere(["--format", "json", "--builder", builder], { cwd });
          expect(violations("report", json(stdout))).toEqual([]);
        }
      } finally {
        server.close();
      }
    });
  });

  test("the schema would notice", () => {
    expect(violations("report", { version: 2 })).toContain("/version: must be equal to constant");
    expect(violations("report", { version: 1 })).toContain(": must have required property 'sent'");
    const report = {
      findings: [{ rule: 1, severity: "fatal", path: null, line: 0, message: "", fix: null }],
    };
    const wrong = violations("report", report).filter((one) => one.startsWith("/findings/0"));
    expect(wrong.map((one) => one.split(":")[0])).toEqual(
      expect.arrayContaining(["/findings/0/rule", "/findings/0/severity", "/findings/0/line"]),
    );
  });

  test("several reports at once, and nothing on stdout but what belongs there", async () => {
    await withTree(app, async (cwd) => {
      const args = [
        "--format",
        "json=a.json",
        "--format",
        "table=b.txt",
        "--format",
        "json",
        "--color",
        "always",
      ];
      const { stdout, code } = await runHere(args, { cwd });
      expect(code).toBe(1);
      expect(json(readFileSync(join(cwd, "a.json"), "utf8"))).toEqual(json(stdout));
      expect(readFileSync(join(cwd, "b.txt"), "utf8")).toMatch(/^Build /);
    });
  });

  test("the same twice gives the same, and holds no absolute path", async () => {
    await withTree(app, async (cwd) => {
      const [first, second] = [await run(["--format=json"], { cwd }), await run(["--format=json"], { cwd })];
      expect(first.stdout).toBe(second.stdout);
      expect(first.stdout).not.toContain(cwd);
    });
  });
});

describe("color", () => {
  const sequence = "\x1b[";
  const rows: [what: string, args: string[], env: Record<string, string>, colored: boolean][] = [
    ["none in a pipe", [], {}, false],
    ["--color always", ["--color", "always"], {}, true],
    ["--color always, whatever NO_COLOR says", ["--color=always"], { NO_COLOR: "1" }, true],
    ["--color never", ["--color", "never"], { FORCE_COLOR: "1" }, false],
    ["--no-color", ["--no-color"], { FORCE_COLOR: "1" }, false],
    ["FORCE_COLOR", [], { FORCE_COLOR: "1" }, true],
    ["FORCE_COLOR=0", [], { FORCE_COLOR: "0" }, false],
    ["NO_COLOR over FORCE_COLOR", [], { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
    ["an empty NO_COLOR says nothing", [], { NO_COLOR: "", FORCE_COLOR: "1" }, true],
    ["never in JSON", ["--format", "json", "--color", "always"], {}, false],
  ];
  test.concurrent.each(rows)("%s", async (_, args, env, colored) => {
    await withTree(app, async (cwd) => {
      const { stdout } = await runHere(args, { cwd, env });
      expect(stdout).not.toBe("");
      expect(stdout.includes(sequence)).toBe(colored);
    });
  });
});

describe("pipes and terminals", () => {
  const many: Tree = Object.fromEntries(
    Array.from({ length: 4_000 }, (_, at) => [`some-longer-name-${at}`, 0]),
  );

  test.concurrent.each([
    ["ls", "$CTXCHECK ls | head -1", "some-longer-name-0\n"],
    ["ls -0", "$CTXCHECK ls -0 | head -c 19", "some-longer-name-0\0"],
    ["ls --json", "$CTXCHECK ls --json | head -1", "[\n"],
    ["the report", "$CTXCHECK | head -1", "Build    no Dockerfile, context ., buildkit, no ignore file\n"],
    ["a reader that reads nothing", "$CTXCHECK ls | true", ""],
    ["stderr", "$CTXCHECK nope 2>&1 >/dev/null | true", ""],
  ])("a closed pipe ends quietly: %s", async (_, line, stdout) => {
    await withTree(many, async (cwd) => {
      const ran = await runShell(`{ ${line}; } 2>../$$; cat ../$$ >&2; rm ../$$`, { cwd });
      expect(ran.stderr).toBe("");
      expect(ran.stdout).toBe(stdout);
    });
  });

  test("a reader that takes its time gets everything", async () => {
    await withTree(many, async (cwd) => {
      const { stdout } = await runShell("$CTXCHECK ls | (sleep 1; cat)", { cwd });
      expect(stdout).toBe((await runHere(["ls"], { cwd })).stdout);
    });
  });

  test.skipIf(!existsSync("/dev/full"))("a list that cannot be written is an error", async () => {
    await withTree(many, async (cwd) => {
      const { code, stderr } = await runShell("$CTXCHECK ls >/dev/full", { cwd });
      expect([code, stderr]).toEqual([2, "ctxcheck: stdout cannot be written (ENOSPC)\n"]);
    });
  });

  test("an interrupt ends it", async () => {
    const { stdout } = await runShell(
      "mkfifo p; $CTXCHECK explain --stdin <p & exec 3>p; sleep 1; kill -INT $!; wait $!; echo $?; rm p",
      {},
    );
    expect(stdout).toBe("130\n");
  });

  const scriptIsThere = isThere("script");
  test.skipIf(!scriptIsThere)("a narrow terminal gets short rows, cut at the start of the path", async () => {
    const long = `${"directory-with-a-long-name/".repeat(6)}file.bin`;
    await withTree({ [long]: 5_000, ".dockerignore": "" }, async (cwd) => {
      const { stdout } = await runShell(
        `script -qec 'stty cols 60; TERM=xterm $CTXCHECK --verbose --color never' /dev/null`,
        {
          cwd,
        },
      );
      const rows = stdout.split(/\r?\n/).filter((row) => row.includes("…"));
      expect(rows.length).toBeGreaterThanOrEqual(2);
      for (const row of rows) expect(row.length).toBeLessThanOrEqual(60);
      expect(rows.some((row) => row.endsWith("file.bin"))).toBe(true);
    });
  });

  test.skipIf(!scriptIsThere)("a terminal gets color, a dumb one does not", async () => {
    await withTree(app, async (cwd) => {
      const inTerminal = async (term: string) =>
        (await runShell(`script -qec 'TERM=${term} $CTXCHECK' /dev/null`, { cwd })).stdout;
      expect(await inTerminal("xterm")).toContain("\x1b[");
      expect(await inTerminal("dumb")).not.toContain("\x1b[");
    });
  });
});

function isThere(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
