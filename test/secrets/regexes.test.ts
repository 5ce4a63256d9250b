import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sampleOf, steadyDraw } from "../../src/secrets/sample.ts";

/** A regular expression as it stands in a source. */
const literal =
  /(?<=[=(,:[?!&|]\s*|return\s|=>\s*)\/(?![*/])((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([a-z]+)(?=[\s.,;)\]}])/g;

/** Those that are let loose on a whole file: the others see a value, a name or a line. */
const onFiles = readdirSync("src/secrets", { recursive: true, encoding: "utf8" })
  // It reads our own expressions, never a file of the context.
  .filter((name) => name.endsWith(".ts") && name !== "sample.ts")
  .flatMap((name) =>
    [...readFileSync(`src/secrets/${name}`, "utf8").matchAll(literal)].map(([, source = "", flags = ""]) => ({
      name,
      source,
      flags,
    })),
  )
  .filter(({ flags }) => /[gym]/.test(flags));

/** What makes an expression try again and again: its own matches, cut short, and runs of single characters of them. */
function units(source: string): string[] {
  const draw = steadyDraw(5);
  const plain = source.replaceAll(/\(\?<[!=](?:\[[^\]]*\]|[^)])*\)/g, "").replaceAll(/\^|\$(?=[|)]|$)/g, "");
  const sample = sampleOf(plain, draw) || "a";
  const cuts = [1, Math.ceil(sample.length / 2)].map((cut) => sample.slice(0, -cut) || sample);
  const single = [...new Set([sample[0], sample.at(-1), " ", "\t", "a", "0", "\n", '"'])];
  return [sample, ...cuts, `${sample}\n`, ...single.flatMap((char) => (char === undefined ? [] : [char]))];
}

/** Processor time of a search through a text, in milliseconds, the best of some. */
function cost(pattern: RegExp, text: string): number {
  const times = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    if (pattern.sticky)
      for (let at = 0; at < text.length; ) at = Math.max(at + 64, matchAt(pattern, text, at));
    else for (const _ of text.matchAll(new RegExp(pattern, `${pattern.flags.replace("g", "")}g`)));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

/** Where a rule goes on: behind what it read. */
function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

const small = 1 << 11;
const growth = 16;
/** 32 KiB in so little is no matter, whatever its growth. */
const negligible = 5;

describe("regular expressions that see whole files", () => {
  test("there are many", () => expect(onFiles.length).toBeGreaterThan(120));

  test.each(onFiles.map((one) => [`${one.name} /${one.source.slice(0, 60)}/`, one] as const))(
    "%s is linear",
    (_, { source, flags }) => {
      const slow = units(source).find((unit) => {
        const text = (length: number) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
        const timed = (length: number) => cost(new RegExp(source, flags), text(length));
        // Other work on the machine makes one measurement slow, not five of them.
        return [1, 2, 3, 4, 5].every(() => {
          const large = timed(small * growth);
          return large >= negligible && large / Math.max(timed(small), 0.2) > growth * 3;
        });
      });
      expect(slow).toBeUndefined();
    },
  );
});
