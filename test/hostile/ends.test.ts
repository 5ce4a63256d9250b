import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run, runShell } from "../cli/run.ts";
import { plant, scratch } from "../context/trees.ts";
import { every, isThorough } from "../sample.ts";

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(scratch, "ctxcheck-ends-"));
  plant(root, {
    "repo/.git/HEAD": "ref: refs/heads/main\n",
    "repo/Dockerfile": "FROM scratch\nCOPY . /\n",
    "repo/.dockerignore": "a\na\n",
    "repo/a": 3,
  });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const here = { cwd: "" };
const at = () => ({ ...here, cwd: join(root, "repo") });

/** [how it is started, exit code, what stands on stderr]: one line and a hint at most, never a stack. */
const rows: Record<string, [line: string, code: number, says: RegExp]> = {
  "a full device for a report": [
    "$CTXCHECK . > /dev/full",
    2,
    /^ctxcheck: stdout cannot be written \(ENOSPC\)\n$/,
  ],
  "a full device for a list": [
    "$CTXCHECK ls > /dev/full",
    2,
    /^ctxcheck: stdout cannot be written \(ENOSPC\)\n$/,
  ],
  "a full device for help": [
    "$CTXCHECK --help > /dev/full",
    2,
    /^ctxcheck: stdout cannot be written \(ENOSPC\)\n$/,
  ],
  "a full device for the version": [
    "$CTXCHECK --version > /dev/full",
    2,
    /^ctxcheck: stdout cannot be written \(ENOSPC\)\n$/,
  ],
  "a full device for JSON": [
    "$CTXCHECK --format json > /dev/full",
    2,
    /^ctxcheck: stdout cannot be written \(ENOSPC\)\n$/,
  ],
  "a full device for a report's file": [
    "$CTXCHECK --format json=/dev/full",
    2,
    /^ctxcheck: --format: cannot write "\/dev\/full": no space is left on the device\n/,
  ],
  "both full": ["$CTXCHECK . > /dev/full 2> /dev/full", 2, /^$/],
  "a full device for errors": ["$CTXCHECK nowhere 2> /dev/full", 2, /^$/],
  "a directory on stdin, for a Dockerfile": [
    "$CTXCHECK -f - < /",
    2,
    /^ctxcheck: stdin cannot be read \(EISDIR\)\n {2}/,
  ],
  "a directory on stdin, for paths": [
    "$CTXCHECK explain --stdin < /",
    2,
    /^ctxcheck: stdin cannot be read \(EISDIR\)\n {2}/,
  ],
  "stdin closed": ["$CTXCHECK explain --stdin <&-", 0, /^$/],
  "a working directory that is gone": [
    'mkdir ../gone && cd ../gone && rmdir "$PWD" && $CTXCHECK .',
    2,
    /^ctxcheck: the working directory does not exist any more\n {2}[^\n]*\n$/,
  ],
  "a reader that has seen enough": ["$CTXCHECK ls | head -n 0; true", 0, /^$/],
  "no such language": ["LC_ALL=xx_YY.UTF-8 LANGUAGE=../../x $CTXCHECK --help > /dev/null", 0, /^$/],
};

describe("it ends as it should", () => {
  test.each(Object.entries(rows))("%s", async (_, [line, code, says]) => {
    const ran = await runShell(line, at());
    expect(ran.stderr).toMatch(says);
    expect(ran.stderr).not.toMatch(/\n {4}at |unexpected error/);
    expect(ran.code).toBe(code);
  });

  const printing = [
    ...["ndjson", "markdown", "sarif", "junit", "github", "gitlab", "html", "ncdu"].map(
      (format) => `. --format ${format}`,
    ),
    ...[
      ". --verbose",
      "ls --json",
      "ls --null",
      "tree",
      "tree --json",
      "explain a",
      "image --json",
      "suggest",
      "lint",
    ],
    ...[
      "compare --json",
      "config",
      "hash",
      "builds --json",
      "--all",
      "secrets",
      "completion bash",
      "init --stdout",
    ],
    ...["export -o -", "diff . .", "ls --help"],
  ];
  test.each(printing.filter(every(isThorough ? 1 : 5)))("a full device for %s", async (words) => {
    const { code, stderr } = await runShell(`$CTXCHECK ${words} > /dev/full`, at());
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/(^|\n)ctxcheck: stdout cannot be written \(ENOSPC\)\n$/),
    ]);
  });
  test.each(printing.filter(every(isThorough ? 1 : 5)))("no streams for %s", async (words) => {
    const { code, signal } = await runShell(`$CTXCHECK ${words} <&- >&- 2>&-`, at());
    expect([signal, code !== null && code <= 2]).toEqual([null, true]);
  });

  /** Where threads are worth their start, and cannot have what they need: the same answer. */
  test.for([
    ["few open files", "ulimit -n 32"],
    ["little address space", "ulimit -v 4000000"],
    ["less, with the search for secrets", "ulimit -v 3000000"],
    ["no more threads", "ulimit -u 12"],
  ] as const)("%s", async ([_, limit], { skip }) => {
    const many = join(root, "many");
    const names = Array.from({ length: 60 * 50 }, (_file, at) => `many/d${at % 60}/f${at}`);
    if (!existsSync(many))
      plant(root, {
        "many/Dockerfile": "FROM scratch\nCOPY . /\n",
        ...Object.fromEntries(names.map((name) => [name, 3])),
      });
    chmodSync(root, 0o755);
    // The limit is one of a user, and root has none.
    const asUser = limit.includes("-u") ? "setpriv --reuid 64987 --clear-groups" : "";
    if (asUser !== "" && process.getuid?.() !== 0) return skip("needs root");
    const line = `${asUser} timeout 60 bash --norc -c '${limit}; exec $CTXCHECK . --format ndjson' | head -n 1`;
    const ran = await runShell(line, { cwd: many });
    expect(ran.stderr).toBe("");
    expect(ran.stdout).toContain('"files":3001');
  });

  /** [mode of what, exit code, what is told]: a size that lost something is said, as in the context itself. */
  test.each([
    [
      "700",
      "n",
      2,
      '"code": "unreadable",\n      "reason": "EACCES",\n      "refusal": true,\n      "path": "n://"',
    ],
    ["700", "n/sub", 2, '"path": "n://sub"'],
    ["600", "n/f", 1, '"rule": "arrives-empty"'],
  ])("a named context of which %s %s may not be read", async (mode, what, code, says) => {
    if (process.getuid?.() !== 0) return;
    const place = mkdtempSync(join(root, "named-"));
    plant(place, { "r/Dockerfile": "FROM scratch\nCOPY --from=n . /n\n", "n/f": 3, "n/sub/g": 3 });
    for (const open of ["", "n", "n/sub"]) chmodSync(join(place, open), 0o755);
    chmodSync(root, 0o755);
    chmodSync(join(place, what), Number.parseInt(mode, 8));
    const args = [".", "--build-context", "n=../n", "--format", "json"];
    const ran = await run(args, { cwd: join(place, "r"), uid: 65_534 });
    expect(ran.stdout).toContain(says);
    expect(ran.code).toBe(code);
  });

  test("the help is the same in every locale", async () => {
    const [plain, ...others] = await Promise.all(
      ["C", "de_DE.UTF-8", "ja", "xx", "\x1b[31m"].map((locale) =>
        runShell('LC_ALL="$LOCALE" LANG="$LOCALE" $CTXCHECK ls --help', { ...at(), env: { LOCALE: locale } }),
      ),
    );
    expect(others.map(({ stdout, code }) => [stdout, code])).toEqual(others.map(() => [plain?.stdout, 0]));
  });

  test("a full disk leaves the old file, and nothing beside it", async () => {
    const small = join(root, "small");
    mkdirSync(small);
    const line = [
      `mount -t tmpfs -o size=64k none ${small} || exit 77`,
      `cp -r ${join(root, "repo")}/. ${small} && cd ${small}`,
      "echo '{}' > old.json && dd if=/dev/zero of=fill bs=1k count=4096 2>/dev/null",
      "$CTXCHECK . --files --format json=old.json; echo $?; cat old.json; ls -A",
    ].join("; ");
    const { code, stdout, stderr } = await runShell(`unshare -rm sh -c '${line}'`, at());
    if (code === 77 || /unshare|Operation not permitted/.test(stderr)) return;
    expect(stderr).toMatch(/cannot write "old\.json": no space is left on the device/);
    expect(stdout).toMatch(/^2\n\{\}\n/);
    expect(stdout).not.toMatch(/\.ctxcheck-/);
  });

  /** Paths where plugin install cannot make its directory. */
  test.each(["file", "file/x", "dir/cli-plugins-is-a-file", "unwritable"])(
    "plugin install into %s",
    async (place) => {
      const home = mkdtempSync(join(root, "home-"));
      writeFileSync(join(home, "file"), "");
      mkdirSync(join(home, "dir/cli-plugins-is-a-file"), { recursive: true });
      writeFileSync(join(home, "dir/cli-plugins-is-a-file/cli-plugins"), "");
      mkdirSync(join(home, "unwritable"));
      chmodSync(join(home, "unwritable"), 0o555);
      const isRoot = process.getuid?.() === 0;
      if (place === "unwritable" && isRoot) return;
      const before = readdirSync(home, { recursive: true });
      const { code, stderr } = await runShell("$CTXCHECK plugin install", {
        ...at(),
        env: { DOCKER_CONFIG: join(home, place) },
      });
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/^ctxcheck: plugin: cannot [^\n]*\n {2}[^\n]*\n$/),
      ]);
      expect(readdirSync(home, { recursive: true })).toEqual(before);
    },
  );

  test("a launcher over a directory is refused", async () => {
    const home = mkdtempSync(join(root, "home-"));
    mkdirSync(join(home, "cli-plugins/docker-ctxcheck"), { recursive: true });
    const { code } = await runShell("$CTXCHECK plugin install", { ...at(), env: { DOCKER_CONFIG: home } });
    expect([code, existsSync(join(home, "cli-plugins/docker-ctxcheck"))]).toEqual([2, true]);
    expect(readFileSync(join(root, "repo/.dockerignore"), "utf8")).toBe("a\na\n");
  });
});
