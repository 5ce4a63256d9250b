import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "rolldown";

/** What is loaded by `require` when it is wanted: the packages behind it come into the bundle, too. */
const lazy = /^ *const require = createRequire\(import\.meta\.url\);$/gm;

/** All packages stand in the program, so that nothing is installed beside it; `LICENSES.txt` has their terms. */
export const packages: Plugin = {
  name: "packages",
  transform: {
    filter: { id: /\/src\/report\/(width|columns)\.ts$/ },
    handler: (code) => code.replaceAll(lazy, ""),
  },
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((one) => (one.type === "chunk" ? one.moduleIds : []));
    const folders = modules.flatMap(
      (id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0] ?? [],
    );
    const texts = [...new Set(folders)].sort().map(termsOf);
    this.emitFile({ type: "asset", fileName: "LICENSES.txt", source: texts.join("\n") });
  },
};

function termsOf(folder: string): string {
  const { name, version, license }: Record<string, string> = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8");
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
