import { describe, expect, test } from "vitest";
import type { Tree } from "../context/trees.ts";
import { said } from "../verdict/said.ts";

/** Rule F16: cmd/podman/common/build.go; buildah's own client was asked (1.28). */
const tree: Tree = {
  Dockerfile: "FROM scratch\nCOPY . /o/\n",
  ".dockerignore": "a\n",
  a: 1,
  "b/c": 1,
  empty: "",
  comment: "# nothing\n",
  slash: "/b/\n",
};
const all = [".dockerignore", "Dockerfile", "a", "b/c", "comment", "empty", "slash"];
const without = (...left: string[]) => all.filter((name) => !left.includes(name));

const rows: [builder: string, file: string, sent: string[]][] = [
  ["buildah", "empty", all],
  ["podman", "empty", without("a")],
  ["podman", "comment", without("a")],
  ["buildah", "comment", all],
  ["buildah", "/dev/null", all],
  ["podman", "/dev/null", without("a")],
  ["buildkit", "/dev/null", all],
  ["buildah", "slash", without("b/c")],
  ["podman", "slash", all],
];

describe("--ignore-file", () => {
  test.each(rows)("%s %s", async (builder, file, sent) => {
    const { stdout, code } = await said(tree, ["ls", "--builder", builder, "--ignore-file", file]);
    expect(stdout.trim().split("\n").sort()).toEqual(sent);
    expect(code).toBe(0);
  });
});
