import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { fromText } from "../../src/bytes.ts";
import { diskPieces } from "../../src/context/disk-pieces.ts";
import { scanFiles } from "../../src/secrets/scan.ts";
import { readBatch } from "../../src/sent/read-batch.ts";
import { type Attack, attacks, product } from "./attacks.ts";
import { inSandbox, marker } from "./sandbox.ts";

const token = `ghp_${"1A2b3C4d5E6f7G8h9I0j1K2l3M4n5O4NnRQe"}`;
const outside = `${marker}\nexport TOKEN=${token}\npassword = "Xk29fjQl10sPq"\n-----BEGIN RSA PRIVATE KEY-----\n`;

/** What takes the place of `src/b`, or of its directory, after the walk. */
const swaps: Record<string, (repo: string, file: string) => void> = {
  "a link to a file outside": (_repo, file) => symlinkSync("../../home/private/b", file),
  "a link to a link": (repo, file) => {
    symlinkSync("../home/private/b", join(repo, "on"));
    symlinkSync("../on", file);
  },
  "a link to itself": (_repo, file) => symlinkSync("b", file),
  "a link to a device": (_repo, file) => symlinkSync("/dev/zero", file),
  "a link to a process": (_repo, file) => symlinkSync("/proc/self/environ", file),
  "a pipe": (_repo, file) => execFileSync("mkfifo", [file]),
  "a link to a pipe": (repo, file) => {
    execFileSync("mkfifo", [join(repo, "pipe")]);
    symlinkSync("../pipe", file);
  },
  "a directory": (_repo, file) => mkdirSync(file),
  nothing: () => {},
};
const directorySwaps: Record<string, (repo: string) => void> = {
  "its directory a link outside": (repo) => symlinkSync("../home/private", join(repo, "src")),
  "its directory a link to a link": (repo) => {
    symlinkSync("../home/private", join(repo, "on"));
    symlinkSync("on", join(repo, "src"));
  },
  "its directory an absolute link": (repo) => symlinkSync(join(repo, "../home/private"), join(repo, "src")),
  "its directory a file": (repo) => writeFileSync(join(repo, "src"), ""),
};

/** Everything that reads the content of a file that a walk met: what it has of it as text. */
const readers: Record<string, (path: string, size: number) => Promise<string>> = {
  "the search for secrets": async (path) => {
    const found = await scanFiles([{ path: "src/b", absolute: fromText(path) }], { salt: "" });
    return found.counts.vanished + found.counts.unreadable === 1 ? "" : JSON.stringify(found);
  },
  hash: async (path, size) => failing(path, size, "digests"),
  export: async (path, size) => failing(path, size, "contents"),
  "export of a large file": async (path, size) => {
    try {
      return Buffer.concat([...diskPieces(fromText(path), size)]).toString();
    } catch {
      return "";
    }
  },
};

function failing(path: string, size: number, wanted: "digests" | "contents"): string {
  const { failures, bytes } = readBatch({ paths: [fromText(path)], sizes: [size], wanted });
  return failures.length === 1 ? "" : `${failures.length} failures: ${Buffer.from(bytes).toString("latin1")}`;
}

const sizes = [0, 5, outside.length, 1 << 18];

function attack(name: string, swap: (repo: string) => void, reader: string, size: number): Attack {
  return {
    name: `${name} / ${reader} / ${size}`,
    run: () =>
      inSandbox({ "home/private/b": outside }, async ({ repo }) => {
        swap(repo);
        const told = await readers[reader]?.(join(repo, "src/b"), size);
        return told === "" ? null : (told ?? "no such reader").slice(0, 200);
      }),
  };
}

describe("what was a file when the tree was walked", () => {
  attacks("swaps: files", [
    ...product(Object.entries(swaps), Object.keys(readers), sizes).map(([[name, swap], reader, size]) =>
      attack(
        name,
        (repo) => {
          rmSync(join(repo, "src/b"));
          swap(repo, join(repo, "src/b"));
        },
        reader,
        size,
      ),
    ),
    ...product(Object.entries(directorySwaps), Object.keys(readers), sizes).map(
      ([[name, swap], reader, size]) =>
        attack(
          name,
          (repo) => {
            renameSync(join(repo, "src"), join(repo, "old"));
            swap(repo);
          },
          reader,
          size,
        ),
    ),
  ]);
});
