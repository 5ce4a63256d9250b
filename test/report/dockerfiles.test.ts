import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";

const fixtures = fileURLToPath(new URL("../../fixtures/dockerfiles", import.meta.url));

/** What a build of the fixture is given besides its directory. */
const given: Readonly<Record<string, readonly string[]>> = {
  "named-contexts": ["service", "--build-context", "shared=shared", "--build-context", "certs=certs"],
};

async function run(name: string, command: readonly string[]): Promise<string> {
  let output = "";
  const stream = { write: (data: string | Uint8Array) => (output += Buffer.from(data).toString("utf8")) };
  const argv = [...command, ...(given[name] ?? ["."])];
  const io = { argv, env: {}, cwd: `${fixtures}/${name}`, stdin: noInput(), stdout: stream, stderr: stream };
  const code = await main(io, "0.0.0");
  const told = output.replace(/^ctxcheck: \d+ ms.*\n/m, "");
  return `$ ctxcheck ${argv.join(" ")}\n${told}[exit code ${code}]\n`;
}

async function* noInput(): AsyncGenerator<Uint8Array> {}

/** Dockerfiles as projects write them: what ctxcheck tells of each was read by people before it was kept. */
describe("the whole report, and what reaches the image", () => {
  it.each(readdirSync(fixtures))("%s", async (name) => {
    const texts = [await run(name, []), await run(name, ["--verbose"]), await run(name, ["image"])];
    await expect(texts.join("\n")).toMatchFileSnapshot(`dockerfiles/${name}.txt`);
  });

  it("says the same of every fixture in --json", async () => {
    for (const name of readdirSync(fixtures)) {
      const json = await run(name, ["image", "--json"]);
      const listing = JSON.parse(json.slice(json.indexOf("{"), json.lastIndexOf("}") + 1));
      const told = (await run(name, ["image"])).split("\n");
      for (const { path, source } of listing.paths)
        expect(told.some((line) => line.includes(path) && line.includes(source))).toBe(true);
      const bytes = listing.paths.reduce((sum: number, { size }: { size: number }) => sum + size, 0);
      expect(listing.totals).toEqual({ files: listing.paths.length, bytes });
    }
  });
});
