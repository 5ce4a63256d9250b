import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { builtProgram } from "./built.ts";

test("what the program starts in threads of its own lies where it looks", async () => {
  const folder = dirname(dirname(await builtProgram()));
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".js"),
  );
  const named = files.flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(/new URL\("(\.[^"]*)", import\.meta\.url\)/g)].map(
      ([, target = ""]) => join(folder, dirname(file), target),
    ),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
});
