import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, watch } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe } from "vitest";
import { builtProgram } from "../cli/built.ts";
import { type Attack, attacks, product } from "./attacks.ts";
import { inSandbox } from "./sandbox.ts";

const old = "a\na\n.git\n";
const tree = {
  ...Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`repo/d/f${at}.p12`, 3])),
  ...{ "repo/.dockerignore": old, "repo/out.json": old },
};

/** Words, and the file that they write: as long as an earlier text is the whole of it, or the new one. */
const writers = [
  [["fix", "--write"], ".dockerignore", /^a\n\.git\n$/],
  [["baseline"], ".ctxcheck-baseline.json", /^\{[\s\S]*\n\}\n$/],
  [[".", "--files", "--format", "json=out.json"], "out.json", /^\{[\s\S]*\n\}\n$/],
] as const;

/** A part of a second, or as soon as something changes in the directory. */
const moments = [...Array.from({ length: 4 }, (_, at) => at / 5), ...Array<"the write">(3).fill("the write")];

const attack = (
  [words, file, isWhole]: (typeof writers)[number],
  signal: NodeJS.Signals,
  moment: (typeof moments)[number],
): Attack => ({
  name: `${signal} at ${moment} / ctxcheck ${words.join(" ")}`,
  run: () =>
    inSandbox(tree, async ({ repo }) => {
      const names = readdirSync(repo);
      const child = spawn(process.execPath, [await builtProgram(), ...words], { cwd: repo, stdio: "ignore" });
      const stop = () => child.kill(signal);
      const watcher = moment === "the write" ? watch(repo, stop) : null;
      const ended = once(child, "exit");
      if (moment !== "the write") await Promise.race([setTimeout(moment * 1_000), ended]);
      if (moment !== "the write") stop();
      await ended;
      watcher?.close();
      const more = readdirSync(repo).filter((name) => name !== file && !names.includes(name));
      if (more.length > 0) return `beside it lies ${more.join(", ")}`;
      if (!existsSync(join(repo, file))) return names.includes(file) ? "it is gone" : null;
      const text = readFileSync(join(repo, file), "utf8");
      return text === old || isWhole.test(text) ? null : `a part of it: ${text.slice(0, 100)}`;
    }),
});

describe("a signal leaves the old file or the new one", () => {
  attacks(
    "signals",
    product(writers, ["SIGTERM", "SIGINT"] as const, moments).map(([writer, signal, moment]) =>
      attack(writer, signal, moment),
    ),
  );
});
