import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseGitUrl } from "../../../src/context/git/remote.ts";
import { runHere } from "../../cli/run.ts";
import { withTree } from "../trees.ts";
import { git, repository } from "./repository.ts";

describe("a Git URL", () => {
  const rows: readonly (readonly [string, object | null])[] = [
    ["https://host/r.git", { repository: "https://host/r.git", ref: null, directory: "" }],
    ["https://host/r.git#v1:docker/app", { ref: "v1", directory: "docker/app" }],
    ["https://host/r.git#:docker", { ref: null, directory: "docker" }],
    ["https://host/r.git?branch=main&subdir=a/../b", { ref: "refs/heads/main", directory: "b" }],
    ["https://host/r.git#main:../../etc", { ref: "main", directory: "etc" }],
    ["https://host/r.git?tag=v1", { ref: "refs/tags/v1" }],
    ["https://host/r.git?ref=main#main:a", { ref: "main", directory: "a" }],
    ["https://host/r.git?branch=main&commit=abc", { ref: "refs/heads/main", commit: "abc" }],
    ["https://host/r.git?commit=abc&fetch-by-commit", { ref: "abc" }],
    ["https://host/r.git#feature%2Fx", { ref: "feature/x" }],
    ["git@host:r#feature%2Fx", { ref: "feature%2Fx" }],
    ["https://host/r.git?bogus=1", { problem: 'unexpected query "bogus"' }],
    ["https://host/r.git?branch=a&branch=b", { problem: 'query "branch" has multiple values' }],
    ["https://host/r.git?ref=a#b", { problem: 'ref conflicts: "b" vs "a"' }],
    ["https://host/r.git?branch=main#main", { problem: 'ref conflicts: "main" vs "refs/heads/main"' }],
    ["https://host/r.git?tag=a&branch=a", { problem: "branch conflicts with tag" }],
    ["https://host/r.git?subdir=a#:b", { problem: 'subdir conflicts: "b" vs "a"' }],
    ["https://host/r.git?submodules=maybe", { problem: 'invalid submodules value: "maybe"' }],
    ["https://host/r.git?mtime=now", { problem: 'invalid mtime value: "now"' }],
    ["git@host:o/r", { repository: "git@host:o/r" }],
    ["github.com/o/r", { repository: "github.com/o/r" }],
    ["https://host/context.tar.gz", null],
    ["./r.git", null],
  ];
  for (const [given, means] of rows) {
    test(given, () =>
      means === null
        ? expect(parseGitUrl(given)).toBeNull()
        : expect(parseGitUrl(given)).toMatchObject(means),
    );
  }

  const url = "https://example.com/o/r.git";

  test("is answered from the clone that has the remote, without its ignore file", async () =>
    withTree(
      {
        "app/Dockerfile": "FROM scratch\nCOPY . /\n",
        "app/.dockerignore": "skip\n",
        "app/skip": "x",
        other: "y",
      },
      async (root) => {
        repository(root, {});
        const id = git(root, "rev-parse", "HEAD").trim();
        git(root, "remote", "add", "up", "git@example.com:o/r");
        git(root, "update-ref", "refs/remotes/up/main", id);
        writeFileSync(join(root, "app/new"), "not committed");
        const here = (...args: string[]) =>
          runHere(args, { cwd: root, env: { PATH: process.env.PATH ?? "" } });
        expect((await here("ls", `${url}#main:app`)).stdout).toBe(".dockerignore\nDockerfile\nskip\n");
        expect((await here("ls", `${url}#main:app`, "--builder", "classic")).stdout).toBe(
          ".dockerignore\nDockerfile\n",
        );
        const report = JSON.parse((await here(`${url}#main:app`, "--format", "json")).stdout);
        expect(report).toMatchObject({
          given: { kind: "git", filtered: false },
          commit: { id },
          ignoreFile: null,
        });
        expect(report.findings).toMatchObject([{ rule: "ignore-file-not-applied" }]);
        expect(await here("ls", url)).toMatchObject({
          code: 2,
          stderr: expect.stringContaining("default branch"),
        });
        expect((await here("ls", `${url}?branch=main&subdir=app&checksum=${id.slice(0, 9)}`)).code).toBe(0);
        for (const [query, problem] of [
          [`checksum=${"0".repeat(40)}#main`, `expected checksum to match ${"0".repeat(40)}, got ${id}`],
          ["branch=main&tag=v1", "branch conflicts with tag"],
        ])
          expect(await here("ls", `${url}?${query}`)).toMatchObject({
            code: 2,
            stderr: expect.stringContaining(problem ?? ""),
          });
        expect(await here("ls", `${url}#gone`)).toMatchObject({
          code: 2,
          stderr: expect.stringContaining("nothing is fetched"),
        });
        expect(await here("ls", `${url}#main:gone`)).toMatchObject({
          code: 2,
          stderr: expect.stringContaining('#main:gone" does not exist in "main"'),
        });
        expect(await here("ls", "https://example.com/o/else.git#main")).toMatchObject({
          code: 2,
          stderr: expect.stringContaining("nothing is fetched"),
        });
      },
    ));
});
