import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const page = read("docs/semantics.md");

/** `B15`, `B15.1`, `D.6`: the number at the start of an entry, or of an item of one. */
const entry = /^(?:- )?\*\*([A-G]\.?\d+(?:\.\d+)?)\.(?:\*\*)? /gm;
const numbersIn = (text: string) => [...text.matchAll(entry)].map(([, number = ""]) => number);
const numbers = new Set(numbersIn(page));

const one = "[A-G]\\.?\\d+(?:\\.\\d+)?";
/** "rule B15", "rules A1-A14, C1", "Rules C6, F11 and D.6". */
const citation = new RegExp(`\\brules? (${one}(?:(?:-|, | and |, and )${one})*)`, "gi");

/** Every rule that a text cites, ranges written out. A citation may go on in the next line of a comment. */
function citedRules(text: string): string[] {
  const unbroken = text.replace(/\s*\n\s*(?:\*|\/\/)?\s*/g, " ");
  return [...unbroken.matchAll(citation)].flatMap(([, list = ""]) =>
    list.split(/, and |, | and /).flatMap((part) => writeOut(part.split("-"))),
  );
}

function writeOut([first = "", last = first]: string[]): string[] {
  const [from, to] = [first, last].map((number) => Number(number.slice(1)));
  if (first === last || from === undefined || to === undefined) return [first];
  return Array.from({ length: to - from + 1 }, (_, index) => `${first.charAt(0)}${from + index}`);
}

const missingFrom = (known: ReadonlySet<string>, text: string) =>
  citedRules(text).filter((number) => !known.has(number));

function filesIn(folder: string, ending: string): string[] {
  const names = readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(ending)).map((name) => `${folder}${name}`);
}

const texts = [
  "README.md",
  "CONTRIBUTING.md",
  ...filesIn("docs/", ".md"),
  ...filesIn("src/", ".ts"),
  ...filesIn("test/", ".ts").filter((path) => !path.endsWith("semantics.test.ts")),
];

describe("docs/semantics.md", () => {
  it.each(texts)("has the rules that %s cites", (path) => {
    expect(missingFrom(numbers, read(path))).toEqual([]);
  });

  it("has every rule once, in order", () => {
    const lengths = { A: 27, B: 24, C: 14, D: 21, E: 3, F: 16, G: 7 };
    const series = Object.entries(lengths).map(([letter, length]) =>
      Array.from({ length }, (_, index) => `${letter}${index + 1}`),
    );
    const [a = [], b = [], c = [], d = [], ...rest] = series;
    const entries = numbersIn(page).filter((number) => !/\d\.\d/.test(number));
    expect(entries).toEqual([...a, ...b, ...c, ...d, "D.6", ...rest.flat()]);
  });

  it("names a source for every rule", () => {
    const sections = page.split(/^(?=\*\*[A-G]\.?\d+\. |#)/m).filter((text) => numbersIn(text).length > 0);
    expect(sections.length).toBeGreaterThan(100);
    const silent = sections.filter((text) => !/\*Source:\s[^*]+\*/.test(text));
    expect(silent.map((text) => text.slice(0, 40))).toEqual([]);
  });

  it("refers only to rules and headings of its own", () => {
    const named = [...page.matchAll(/\b[A-G]\d{1,2}(?:\.\d+)?\b/g)].map(([number]) => number);
    expect(named.filter((number) => !numbers.has(number))).toEqual([]);
    const slug = (heading: string) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-");
    const headings = new Set([...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => slug(heading)));
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, target = ""]) => target);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((target) => !headings.has(target))).toEqual([]);
  });

  it("refers only to rows that exist", () => {
    const rows: { id: number | string }[] = JSON.parse(read("fixtures/conformance/edge.json"));
    const ids = new Set(rows.map(({ id }) => String(id)));
    const lists = page.matchAll(
      /\b[Rr]ows? ((?:`[a-z]+-\d+`|\d+)(?:(?:-|, | and | to )(?:`[a-z]+-\d+`|\d+))*)/g,
    );
    const named = [...lists].flatMap(([, list = ""]) => list.match(/[a-z]+-\d+|\d+/g) ?? []);
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
  });
});

describe("the search for citations", () => {
  it.each<[text: string, rules: string[]]>([
    ["as rule B15 says", ["B15"]],
    ["(rule A25.3)", ["A25.3"]],
    ["Rules A8, C1, F2.", ["A8", "C1", "F2"]],
    ["rules A1-A3, C1", ["A1", "A2", "A3", "C1"]],
    ["rules C6, F11 and D.6", ["C6", "F11", "D.6"]],
    ["(rules D1,\n * D2-D4)", ["D1", "D2", "D3", "D4"]],
    ["the rule is: B15", []],
  ])("%j", (text, rules) => {
    expect(citedRules(text)).toEqual(rules);
  });

  it("tells what has no entry", () => {
    expect(missingFrom(numbers, "rules B15, B99 and D.7")).toEqual(["B99", "D.7"]);
    expect(missingFrom(new Set(), "// rule B15")).toEqual(["B15"]);
  });
});
