import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromText } from "../../../src/bytes.ts";
import { disk } from "../../../src/context/disk.ts";
import { gitSource } from "../../../src/context/git/source.ts";
import { isFailure, type Source, typeOf } from "../../../src/context/source.ts";
import { inspect, listContext } from "../../../src/index.ts";
import { lawRuns } from "../../sample.ts";
import { plant, type Tree, withTree } from "../trees.ts";
import { commit, git, repository } from "./repository.ts";

const tree: Tree = {
  "a.txt": "one",
  "dir/b.txt": "twotwo",
  "dir/deep/c": 3,
  "dir.x/d": 4,
  "dir-x/e": 5,
  empty: 0,
  "link to dir": { link: "dir" },
  "dir/up": { link: "../a.txt" },
  dangling: { link: "nowhere" },
  loop: { link: "loop" },
  outside: { link: "/etc" },
  "odd \xff\n\x1b[31m": 6,
};

/** Everything below a directory, as a source tells it, `.git` left out. */
function reportAll(source: Source, root: string, path = ""): unknown[] {
  const entries = source.list(fromText(`${root}/${path}`));
  if (isFailure(entries)) return [path, entries];
  return entries
    .filter(({ name }) => name !== ".git")
    .flatMap(({ name, type }) => {
      const at = path + name;
      const stats = source.stats(`${root}/${at}`);
      if (isFailure(stats)) return [at, stats];
      const size = type === "directory" ? 0 : stats.size;
      const row = { at, type, found: typeOf(stats), mode: stats.mode, size };
      const inside = type === "directory" ? reportAll(source, root, `${at}/`) : [];
      return [
        { ...row, read: source.read(`${root}/${at}`), link: source.readlink(`${root}/${at}`) },
        ...inside,
      ];
    });
}

/** What git itself writes for a commit, in another directory; the umask is the usual one. */
function checkOut(root: string, ref: string, use: (checkout: string) => void): void {
  withTree({}, (parent) => {
    execFileSync(
      "sh",
      ["-c", 'umask 022; git clone -q "$1" "$2/c" && git -C "$2/c" checkout -q "$3"', "-", root, parent, ref],
      {
        stdio: "ignore",
      },
    );
    use(join(parent, "c"));
  });
}

function expectLikeCheckout(root: string, ref: string): void {
  checkOut(root, git(root, "rev-parse", ref).trim(), (checkout) => {
    expect(reportAll(gitSource(fromText(root), ref), root)).toEqual(reportAll(disk, checkout));
  });
}

describe("the files of a commit", () => {
  test("are those of a clean checkout: names, kinds, modes, sizes, contents, links", () =>
    withTree({}, (root) => {
      plant(root, tree);
      chmodSync(join(root, "a.txt"), 0o755);
      repository(root, {});
      plant(root, { "a.txt": "changed since", untracked: 1 });
      expectLikeCheckout(root, "HEAD");
      expect(reportAll(gitSource(fromText(root), "HEAD"), root).length).toBeGreaterThan(12);
    }));

  test("whatever the tree is", () => {
    const name = fc.constantFrom("a", "b", "a.b", "a-b", "A", " ", "\xc3\xa9", "\xff", "..a", "-");
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("/"));
    const what = fc.oneof(
      fc.nat(3),
      path.map((link) => ({ link })),
      fc.constant({ link: "../a" }),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(path, what), { maxLength: 8, selector: ([at]) => at.split("/")[0] }),
        (all) =>
          withTree({}, (root) => {
            repository(root, Object.fromEntries(all));
            expectLikeCheckout(root, "main");
          }),
      ),
      { numRuns: lawRuns(15) },
    );
  });

  test("are found behind as many links as a system follows, whoever asked for a part of the way before", () =>
    withTree({ f: 1, again: { link: "." } }, (root) => {
      repository(root, {});
      const source = gitSource(fromText(root), "HEAD");
      const ways = Array.from({ length: 42 }, (_, links) => `${root}${"/again".repeat(links)}`);
      const failing = (asked: Source) => ways.map((way) => isFailure(asked.list(fromText(way))));
      expect(failing(source)).toEqual(failing(disk));
      expect(failing(source).filter(Boolean)).toHaveLength(1);
    }));

  test("are what the whole report is about", () =>
    withTree({}, async (root) => {
      repository(root, {
        ".dockerignore": "*.log\n",
        "a.log": 1,
        "app/big": 1_000,
        Dockerfile: "FROM scratch\nCOPY app /\n",
      });
      git(root, "tag", "v1");
      commit(root, { "app/more": 10 });
      rmSync(join(root, "app"), { recursive: true });
      rmSync(join(root, ".dockerignore"));
      const paths = async (ref: string) =>
        (await listContext({ context: root, ref })).map(({ path }) => path);
      expect(await paths("v1")).toEqual(["app", "app/big"]);
      expect(await paths("HEAD")).toEqual(["app", "app/big", "app/more"]);
      expect(await paths("HEAD~1")).toEqual(["app", "app/big"]);
      const { commit: told, sent, ignoreFile } = await inspect({ context: root, ref: "v1" });
      expect({ sent: sent.bytes, ignoreFile }).toEqual({ sent: 1_000, ignoreFile: ".dockerignore" });
      expect(told).toMatchObject({ ref: "v1", id: git(root, "rev-parse", "v1").trim(), submodules: 0 });
      expect((await inspect({ context: join(root, "app"), ref: "main" })).sent.files).toBe(2);
    }));

  test("secrets are sought in them, in long files too", () =>
    withTree({}, async (root) => {
      const key = `ghp_${"Zq3Xv8LmNp2RtYw6KsBd4FgHj9Tc5VxQaEuA".slice(0, 36)}`;
      const long = `token = "${key}"\n${"x = 1\n".repeat(300_000)}`;
      repository(root, { "conf.ini": `token = "${key}"\n`, "long.ini": long, "fine.txt": "nothing\n" });
      rmSync(join(root, "conf.ini"));
      rmSync(join(root, "long.ini"));
      const fromDisk = await inspect({ context: root });
      const fromGit = await inspect({ context: root, ref: "HEAD" });
      const where = ({ findings }: typeof fromDisk) =>
        findings.filter(({ rule }) => rule === "secret-content").map(({ path }) => path);
      expect(where(fromDisk)).toEqual([]);
      expect(where(fromGit).sort()).toEqual(["conf.ini", "long.ini"]);
      expect(fromGit.secrets).toMatchObject({ scanned: 3, skipped: { tooLarge: 1, unreadable: 0 } });
    }));

  test("a submodule is an empty directory, and is told", () =>
    withTree({}, async (root) => {
      mkdirSync(join(root, "other"));
      repository(join(root, "other"), { f: 1 });
      mkdirSync(join(root, "main"));
      repository(join(root, "main"), { g: 1 });
      git(join(root, "main"), "submodule", "add", "-q", join(root, "other"), "sub");
      commit(join(root, "main"), {});
      const report = await inspect({ context: join(root, "main"), ref: "HEAD" });
      expect(report.commit?.submodules).toBe(1);
      expect(report.sent).toMatchObject({ files: 2, directories: 1 });
    }));

  test("names that git would not check out are left out, and told", () =>
    withTree({}, async (root) => {
      repository(root, { f: 1 });
      const blob = git(root, "rev-parse", "HEAD:f").trim();
      const entries = ["..", ".git", ".GIT", "ok"].map((name) => `100644 blob ${blob}\t${name}\\n`).join("");
      const made = (input: string) =>
        execFileSync("sh", ["-c", `printf '${input}' | git -C ${root} mktree`])
          .toString()
          .trim();
      const hash = git(root, "commit-tree", "-m", "x", made(entries)).trim();
      const report = await inspect({ context: root, ref: hash });
      expect(report.commit?.refused).toEqual([".git", "..", ".GIT"].sort());
      expect(report.sent.files).toBe(1);
    }));
});

describe("a repository of somebody else", () => {
  test("runs nothing that it names", () =>
    withTree({}, async (root) => {
      repository(root, { f: "1\n", ".gitattributes": "* filter=x diff=x text eol=crlf\n" });
      const trap = join(root, ".git/trap");
      writeFileSync(trap, `#!/bin/sh\ntouch ${root}/.git/sprung\ncat\n`);
      chmodSync(trap, 0o755);
      for (const name of "core.fsmonitor core.pager core.sshCommand core.askPass core.alternateRefsCommand core.gitProxy diff.external gpg.program diff.x.textconv filter.x.smudge filter.x.clean filter.x.process uploadpack.packObjectsHook core.editor".split(
        " ",
      ))
        git(root, "config", name, trap);
      git(root, "config", "log.showSignature", "true");
      writeFileSync(join(root, ".git/hooks/post-checkout"), `#!/bin/sh\ntouch ${root}/.git/sprung\n`, {
        mode: 0o755,
      });
      const report = await inspect({ context: root, ref: "HEAD" });
      expect(report.sent.files).toBe(2);
      expect(existsSync(join(root, ".git/sprung"))).toBe(false);
    }));

  test("of which contents are missing is refused, and nothing is fetched for it", () =>
    withTree({}, async (root) => {
      repository(root, { f: "some text\n" });
      const blob = git(root, "rev-parse", "HEAD:f").trim();
      rmSync(join(root, ".git/objects", blob.slice(0, 2), blob.slice(2)));
      const trap = join(root, ".git/trap");
      writeFileSync(trap, `#!/bin/sh\ntouch ${root}/.git/sprung\n`, { mode: 0o755 });
      for (const [name, value] of [
        ["extensions.partialClone", "origin"],
        ["remote.origin.promisor", "true"],
        ["remote.origin.url", `${root}/.git`],
        ["remote.origin.uploadpack", trap],
      ] as const)
        git(root, "config", name, value);
      await expect(inspect({ context: root, ref: "HEAD" })).rejects.toMatchObject({ code: "context" });
      expect(existsSync(join(root, ".git/sprung"))).toBe(false);
    }));
});

test.each([
  ["nowhere", /no such commit/],
  ["--output=x", /not a name of a commit/],
  ["", /not a name of a commit/],
  ["main..main", /not a name of a commit/],
])("%j is refused", (ref, message) =>
  withTree({}, async (root) => {
    repository(root, { f: 1 });
    await expect(inspect({ context: root, ref })).rejects.toMatchObject({
      code: "context",
      message: expect.stringMatching(message),
    });
  }),
);

test("a directory that the commit does not have, and one without a repository", () =>
  withTree({}, async (root) => {
    mkdirSync(join(root, "r"));
    repository(join(root, "r"), { f: 1 });
    const refusal = (context: string) => inspect({ context, ref: "main" }).catch(({ message }) => message);
    expect(await refusal(join(root, "r/sub"))).toMatch(/does not exist in "main"/);
    expect(await refusal(root)).toMatch(/not a git repository/);
  }));
