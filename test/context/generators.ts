import fc from "fast-check";
import type { Bytes } from "../../src/bytes.ts";
import { someLine } from "../ignore/generators.ts";
import type { Planted, Tree } from "./trees.ts";

const names = ["a", "b", "c", "ab", "a.b", ".x", "a b", "x\n", "\xc3\xa9", "\xff", "a|b", "[a]"] as const;

const name = fc.constantFrom(...names);

const planted: fc.Arbitrary<Planted> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 9 }) },
  { weight: 1, arbitrary: fc.constant("directory/" as const) },
  { weight: 1, arbitrary: name.map((link) => ({ link })) },
  { weight: 1, arbitrary: fc.constant({ link: ".." }) },
);

/** A small tree; where two paths want the same place, the first has it. */
export const someTree: fc.Arbitrary<Tree> = fc
  .array(fc.tuple(fc.array(name, { minLength: 1, maxLength: 4 }), planted), { minLength: 1, maxLength: 14 })
  .map((wishes) => {
    const tree = new Map<Bytes, Planted>();
    for (const [components, what] of wishes) {
      const path = components.join("/");
      const collides = [...tree.keys()].some(
        (other) => other === path || other.startsWith(`${path}/`) || path.startsWith(`${other}/`),
      );
      if (!collides) tree.set(path, what);
    }
    return Object.fromEntries(tree);
  });

/** Ignore files that every builder takes. */
export const someIgnoreFile: fc.Arbitrary<Bytes> = fc
  .array(someLine(false), { maxLength: 5 })
  .map((lines) => lines.map((line) => `${line}\n`).join(""));

/** What the Dockerfile asks for; null where there is none. */
export const someDockerfile: fc.Arbitrary<string | null> = fc
  .option(
    fc.array(fc.constantFrom("COPY . /x/", "COPY a /x/", "COPY a/b b /x/", "COPY a* /x/", "RUN true"), {
      maxLength: 2,
    }),
  )
  .map((lines) => (lines === null ? null : `FROM scratch\n${lines.join("\n")}\n`));

/** A tree with its ignore file and Dockerfile. */
export const someContext: fc.Arbitrary<Tree> = fc
  .tuple(someTree, someIgnoreFile, someDockerfile)
  .map(([tree, ignore, dockerfile]) => ({
    ...tree,
    ".dockerignore": ignore,
    ...(dockerfile === null ? {} : { Dockerfile: dockerfile }),
  }));
