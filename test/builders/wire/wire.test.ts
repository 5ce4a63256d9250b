import { describe, expect, it } from "vitest";
import { buildkitWire } from "../../../src/builders/wire/buildkit.ts";
import { classicWire } from "../../../src/builders/wire/classic.ts";
import type { SentEntry, WireCounter } from "../../../src/builders/wire/wire.ts";

const file = (path: string, size: number, more: Partial<SentEntry> = {}): SentEntry => ({
  path,
  type: "file",
  mode: 0o100644,
  size,
  mtimeMs: 1.7e12,
  target: "",
  linkOf: "",
  device: { major: 0, minor: 0 },
  arrivesEmpty: false,
  ...more,
});
const directory = (path: string) => file(path, 4096, { type: "directory", mode: 0o40755 });
const link = (path: string, target: string) =>
  file(path, target.length, { type: "symlink", mode: 0o120777, target });

function count(counter: WireCounter, entries: readonly SentEntry[]): WireCounter {
  for (const entry of entries) counter.add(entry);
  return counter;
}

describe("transferring context, measured with BuildKit", () => {
  it("is 2 bytes where nothing is sent", () => expect(buildkitWire().printed()).toBe("2B"));

  it("is 91 bytes for a Dockerfile of 22 bytes and a file of 2", () =>
    expect(count(buildkitWire(), [file("Dockerfile", 22), file("a", 2)]).printed()).toBe("91B"));

  it("has two decimals from 1000 bytes on", () =>
    expect(count(buildkitWire(), [file("a", 70_000)]).printed()).toBe("70.04kB"));

  it("sends no content of a hard link, nor of a file that arrives empty", () => {
    const whole = count(buildkitWire(), [file("a", 500)]).total();
    expect(count(buildkitWire(), [file("a", 500, { linkOf: "b" })]).total()).toBeLessThan(whole - 500);
    expect(count(buildkitWire(), [file("a", 500, { arrivesEmpty: true })]).total()).toBe(whole - 505);
  });
});

/** What the docker CLI 28.2.2 posted: name, entries beside a small Dockerfile, bytes of the tar stream. */
const posted: readonly [string, readonly SentEntry[], number][] = [
  ["a small Dockerfile alone", [], 2048],
  ["a name of 100 bytes", [file("x".repeat(100), 5)], 3072],
  ["a name of 101 bytes", [file("x".repeat(101), 5)], 4096],
  ["a directory of 100 characters, which ends in a slash", [directory("d".repeat(100))], 2048 + 512 + 1024],
  ["a long path that splits at a slash", [file(`${"d".repeat(50)}/${"x".repeat(69)}`, 5)], 3072],
  ["a name that is not ASCII", [file("\xc3\xa9", 5)], 4096],
  ["a link", [link("l", "a")], 2560],
  ["a link with a target of 101 bytes", [link("l", "t".repeat(101))], 3584],
  ["a hard link", [file("b", 5, { linkOf: "a" })], 2560],
];

describe("Sending build context to Docker daemon", () => {
  it.each(posted)("%s", (_name, entries, bytes) =>
    expect(count(classicWire(), [file("Dockerfile", 22), ...entries]).total()).toBe(bytes),
  );

  it("is printed with four significant digits", () => {
    expect(count(classicWire(), [file("Dockerfile", 22)]).printed()).toBe("2.048kB");
    expect(count(classicWire(), [file("Dockerfile", 22), file("a", 0)]).printed()).toBe("2.56kB");
    expect(count(classicWire(), [file("a", 123_456_789)]).printed()).toBe("123.5MB");
  });
});
