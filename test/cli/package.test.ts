import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { builtProgram } from "./built.ts";

const programs = async () => {
  const folder = dirname(dirname(await builtProgram()));
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".js")).map((name) => join(folder, name));
};

test("nothing has to be installed beside it", async () => {
  const loads = (await programs()).flatMap((file) =>
    [
      ...readFileSync(file, "utf8").matchAll(/^import\b[^"]*"([^"]+)"|\b(?:import|require)\("([^"]+)"\)/gm),
    ].map(([, name, lazy]) => name ?? lazy ?? ""),
  );
  expect(loads).toContain("node:fs");
  expect(loads.filter((name) => !name.startsWith(".") && !isBuiltin(name))).toEqual([]);
});

test("what the program starts in threads of its own lies where it looks", async () => {
  const named = (await programs()).flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/new URL\("(\.[^"]*)", import\.meta\.url\)/g)].map(
      ([, target = ""]) => join(dirname(file), target),
    ),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
});
