import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Import {
  /** A file of the project, or the name of a package. */
  readonly target: string;
  /** Gone when the program runs. */
  readonly typeOnly: boolean;
}

const statement =
  /^[ \t]*(import|export)\s+(type\s)?([^;'"]*?)\bfrom\s+"([^"]+)"|\bimport\("([^"]+)"\)|^import\s+"([^"]+)"/gm;

function readImports(file: string): Import[] {
  return [...codeOf(file).matchAll(statement)].map(([, , type, names = "", from, lazy, bare]) => {
    const target = from ?? lazy ?? bare ?? "";
    const allTypes = /^\{(\s*type\s[^,}]+,?)+\s*\}\s*$/.test(names.trim());
    return {
      target: target.startsWith(".") ? toSlashes(relative(root, join(root, dirname(file), target))) : target,
      typeOnly: type !== undefined || allTypes,
    };
  });
}

const toSlashes = (path: string) => path.split(sep).join("/");

function codeOf(file: string): string {
  return readFileSync(join(root, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|(?<![:"'`])\/\/[^\n]*/g, "");
}

const files = ["src", "bin"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${toSlashes(name)}`),
);
const imports = new Map(files.map((file) => [file, readImports(file)]));

/** The table of CONTRIBUTING.md: everything a file imports stands in its own row or above it. */
const layers: readonly (readonly string[])[] = houseOf(readFileSync(join(root, "CONTRIBUTING.md"), "utf8"));

function houseOf(text: string): string[][] {
  const [, house = ""] = /^## The house$([\s\S]*?)^## /m.exec(text) ?? [];
  const rows = house.split("\n").filter((line) => line.startsWith("| `"));
  return rows.map((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`([\w-]+)`/g)].map(([, part = ""]) => part),
  );
}

/** The folder of a file, or its name where it lies directly in src. */
function part(file: string): string {
  const [top = "", second = ""] = file.split("/");
  return top === "bin" ? "bin" : second.replace(/\.ts$/, "");
}

const layerOf = (file: string) => layers.findIndex((parts) => parts.includes(part(file)));

describe("the architecture", () => {
  test("there is something to look at", () => {
    expect(files.length).toBeGreaterThan(100);
    const edges = [...imports.values()].flat();
    expect(edges.filter(({ target }) => target.startsWith("src/")).length).toBeGreaterThan(300);
    expect(edges.filter(({ typeOnly }) => typeOnly).length).toBeGreaterThan(100);
  });

  test("every file has its row in the table, and every row its files", () => {
    expect(files.filter((file) => layerOf(file) < 0)).toEqual([]);
    const parts = new Set(files.map(part));
    expect(layers.flat().filter((name) => !parts.has(name))).toEqual([]);
    expect(layers.length).toBeGreaterThan(15);
  });

  test("every import leads to a file that is there", () => {
    const missing = [...imports].flatMap(([file, all]) =>
      all
        .filter(({ target }) => target.startsWith("src/") && !imports.has(target))
        .map(({ target }) => `${file} -> ${target}`),
    );
    expect(missing).toEqual([]);
  });

  test("imports point one way", () => {
    const upwards = [...imports].flatMap(([file, all]) =>
      all
        .filter(({ target }) => imports.has(target) && layerOf(target) > layerOf(file))
        .map(({ target }) => `${file} -> ${target}`),
    );
    expect(upwards).toEqual([]);
  });

  test("no two files import each other, not by way of others either", () => {
    expect(findCycles((file) => imports.get(file) ?? [])).toEqual([]);
  });

  /** Who may touch the disk. Everything else computes. */
  const disk =
    /^src\/(context|plan|cli)\/|^src\/ahead\/(ahead|thread)\.ts$|^src\/gate\/baseline-file\.ts$|^src\/(api|opened)\.ts$|^src\/secrets\/(batch|worker|thread|scan)\.ts$|^src\/sent\/(worker|lanes)\.ts$|^bin\//;
  /** Who may know of the process it runs in. */
  const knowsProcess = /^src\/(api|context\/git\/run|plan\/host-platform)\.ts$|^bin\//;

  test("only the shell touches the disk", () => {
    const modules = /^node:(fs|fs\/promises|child_process|worker_threads|net|http|https|os)$/;
    const touching = [...imports]
      .filter(([, all]) => all.some(({ target, typeOnly }) => modules.test(target) && !typeOnly))
      .map(([file]) => file);
    expect(touching.filter((file) => !disk.test(file))).toEqual([]);
    expect(touching).toContain("src/context/disk.ts");
  });

  test("formats, languages and builders do not touch it through others either", () => {
    const pure =
      /^src\/(bytes|errors|model|sizes|regexp\/|ignore\/|dockerfile\/|builds\/|builders\/|report\/)/;
    const reaching = files
      .filter((file) => pure.test(file))
      .flatMap((file) =>
        (imports.get(file) ?? [])
          .filter(({ target, typeOnly }) => disk.test(target) && !typeOnly)
          .map(({ target }) => `${file} -> ${target}`),
      );
    expect(reaching).toEqual([]);
  });

  test("only the edge knows the process and its console", () => {
    const knowing = files.filter(
      (file) => /\bprocess\s*[.[]|\bconsole\./.test(codeOf(file)) && !knowsProcess.test(file),
    );
    expect(knowing).toEqual([]);
  });

  test("no file is over 250 lines, but for tables", () => {
    const long = files
      .map((file) => ({ file, lines: readFileSync(join(root, file), "utf8").split("\n").length - 1 }))
      .filter(({ file, lines }) => lines > 250 && !/-table\.ts$/.test(file));
    expect(long).toEqual([]);
  });

  /** A call with as many arguments as an input has items overflows the stack; a few hundred are known to be few. */
  const few =
    /process\.argv|String\.fromCodePoint\(\.\.\.Array|Math\.min\(\.\.\.caseVariants|Math\.max\(\.\.\.columnOf/;

  test("no input-sized array is spread into a call", () => {
    const spreading = files.flatMap((file) =>
      codeOf(file)
        .split("\n")
        .filter((line) =>
          /\.(push|unshift|splice|concat|max|min|fromCodePoint|fromCharCode)\([^{[\n]*\.\.\./.test(line),
        )
        .filter((line) => !few.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(spreading).toEqual([]);
  });

  test("everything is exported by its name", () => {
    expect(files.filter((file) => /^export\s+(default\b|\*)/m.test(codeOf(file)))).toEqual([]);
  });

  test("names say what a file is about", () => {
    expect(files.filter((file) => /\b(utils?|helpers?|common|misc|manager|service)\b/i.test(file))).toEqual(
      [],
    );
  });

  test("nothing depends on what the package does not name", () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      devDependencies: Readonly<Record<string, string>>;
    };
    const packages = [...imports].flatMap(([file, all]) =>
      all
        .filter(({ target }) => !/^(src\/|bin\/|node:|ctxcheck:page$)/.test(target))
        .filter(
          ({ target }) =>
            !Object.keys(devDependencies).some((name) => target === name || target.startsWith(`${name}/`)),
        )
        .map(({ target }) => `${file} -> ${target}`),
    );
    expect(packages).toEqual([]);
  });
});

describe("the fence itself", () => {
  test("finds circles", () => {
    const circle: Record<string, string[]> = { a: ["b"], b: ["c"], c: ["b"] };
    const next = (file: string) => (circle[file] ?? []).map((target) => ({ target, typeOnly: false }));
    expect(findCycles(next, ["a"])).toEqual(["b -> c -> b"]);
  });

  test("tells what is gone at run time", () => {
    const kinds = (code: string) =>
      [...code.matchAll(statement)].map(([, , type, names = ""]) => type ?? names.trim());
    expect(kinds('import type { A } from "./a.ts";')).toEqual(["type "]);
    expect(kinds('import {\n  type A,\n  b,\n} from "./a.ts";')).toEqual(["{\n  type A,\n  b,\n}"]);
    expect(kinds('const a = await import("./a.ts");')).toEqual([""]);
  });
});

/** Each circle once, as it was first met. */
function findCycles(next: (file: string) => readonly Import[], starts: readonly string[] = files): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(" -> "));
    if (path.includes(file) || done.has(file)) return;
    for (const { target } of next(file)) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of starts) visit(file, []);
  return found;
}
