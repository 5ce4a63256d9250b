import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { openElsewhere } from "../../../src/context/elsewhere.ts";
import { isFailure } from "../../../src/context/source.ts";
import { type Made, makeTar, record } from "./make-tar.ts";

async function open(tar: Buffer) {
  async function* stream() {
    yield tar;
  }
  const opened = await openElsewhere("-", "/nowhere", stream);
  if (opened === null) throw new Error("no context");
  return opened;
}

const from = async (...entries: Made[]) =>
  open(makeTar([{ name: "Dockerfile", content: "FROM scratch\n" }, ...entries]));

const reasonFor = (opening: Promise<unknown>) =>
  opening.then(
    () => "accepted",
    (error: Error) => error.message,
  );

describe("archives of strangers", () => {
  const refused: readonly (readonly [string, readonly Made[], RegExp])[] = [
    [
      "a pax header longer than any reader takes",
      [{ name: "x", flag: "x", size: 2 ** 21 }],
      /longer than any builder reads/,
    ],
    ["a record whose length is a lie", [{ name: "x", flag: "x", content: "99 a=b\n" }], /no valid header/],
    ["a record without a length", [{ name: "x", flag: "x", content: "a=b\n" }], /no valid header/],
    [
      "a negative size",
      [{ name: "x", flag: "x", content: record("size", "-1") }, { name: "y" }],
      /no valid header/,
    ],
    ["a file that the archive does not hold", [{ name: "x", size: 5_000_000 }], /ends too early/],
    [
      "links in a circle on the way",
      [{ name: "a", flag: "2", link: "b" }, { name: "b", flag: "2", link: "a" }, { name: "a/x" }],
      /too many links/,
    ],
    [
      "a sparse file of 10^17 bytes",
      [
        {
          name: "x",
          flag: "x",
          content:
            record("GNU.sparse.major", "0") +
            record("GNU.sparse.minor", "1") +
            record("GNU.sparse.numblocks", "0") +
            record("GNU.sparse.size", "100000000000000000"),
        },
        { name: "x" },
      ],
      /holds a file of/,
    ],
    [
      "a sparse map out of order",
      [
        {
          name: "x",
          flag: "x",
          content:
            record("GNU.sparse.major", "0") +
            record("GNU.sparse.minor", "1") +
            record("GNU.sparse.numblocks", "2") +
            record("GNU.sparse.map", "5,1,0,1") +
            record("GNU.sparse.size", "10"),
        },
        { name: "x", content: "ab" },
      ],
      /sparse map/,
    ],
    [
      "a long name of NULs and too much",
      [{ name: "x", flag: "L", content: "n".repeat(300) }, { name: "y" }],
      /300 bytes/,
    ],
    [
      "a path longer than a system takes",
      [{ name: "x", flag: "x", content: record("path", "a/".repeat(3_000)) }, { name: "y" }],
      /longer than 4096/,
    ],
  ];
  for (const [what, entries, reason] of refused) {
    test(what, async () => expect(await reasonFor(from(...entries))).toMatch(reason));
  }

  test("broken compression", async () => {
    const whole = gzipSync(makeTar([{ name: "Dockerfile", content: "FROM scratch\n".repeat(5_000) }]));
    expect(await reasonFor(open(whole.subarray(0, whole.length - 30)))).toMatch(/compression is broken/);
  });

  test("a link that leads out shows nothing of the machine", async () => {
    const { source, root } = await from({ name: "l", flag: "2", link: "../../../../etc/passwd" });
    expect(source.readlink(`${root}/l`)).toBe("../../../../etc/passwd");
    expect(isFailure(source.read(`${root}/l`))).toBe(true);
  });

  test("names above the root lie in it, and never on the disk", async () => {
    const { source, root } = await from({ name: "../../x", content: "in" });
    expect(source.read(`${root}/x`)).toEqual({ content: "in" });
  });

  test("a hole is read as zeros", async () => {
    const map = ["0.1", "1.0"].map((version) => version.split("."));
    for (const [major = "", minor = ""] of map) {
      const records = record("GNU.sparse.major", major) + record("GNU.sparse.minor", minor);
      const old =
        record("GNU.sparse.numblocks", "1") +
        record("GNU.sparse.map", "3,2") +
        record("GNU.sparse.size", "6");
      const content = major === "1" ? `${"1\n3\n2\n".padEnd(512, "\0")}ab` : "ab";
      const name = record("GNU.sparse.name", "real") + record("GNU.sparse.realsize", "6");
      const { source, root } = await from(
        { name: "p", flag: "x", content: records + (major === "1" ? name : old) },
        { name: major === "1" ? "GNUSparseFile.1/real" : "real", content },
      );
      expect(source.read(`${root}/real`)).toEqual({ content: "\0\0\0ab\0" });
    }
  });
});
