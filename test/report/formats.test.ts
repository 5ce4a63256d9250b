import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromText } from "../../src/bytes.ts";
import { safe } from "../../src/report/escape.ts";
import { formats } from "../../src/report/formats.ts";
import { amounts } from "../../src/report/gate.ts";
import { groupFindings } from "../../src/report/group-findings.ts";
import { notices } from "../../src/report/notice.ts";
import type { View } from "../../src/report/view.ts";
import type { Report } from "../../src/report-model.ts";
import { withoutSecrets } from "../../src/secrets/mask-text.ts";
import { type Tree, withTree } from "../context/trees.ts";
import { inspectTree } from "../findings/finding.ts";
import { lawRuns } from "../sample.ts";
import { hostileReport } from "./hostile.ts";
import {
  readGithub,
  readGitlab,
  readJunit,
  readMarkdown,
  readMarkdownFindings,
  readSarif,
  readSarifLog,
  type Told,
} from "./readers.ts";

const plain: View = { color: false, width: null, quiet: false, verbose: false, failing: new Set(["error"]) };

async function render(format: string, report: Report, view: Partial<View> = {}): Promise<string> {
  const renderer = await formats[format]?.();
  if (renderer === undefined) throw new Error(format);
  return renderer(report, { ...plain, ...view }, null);
}

const schemaOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/schemas/${name}`, import.meta.url), "utf8"));

/** The published text is of draft 4, which names itself otherwise; the rest of it reads the same in draft 7. */
function sarifValidator() {
  const { $schema: _draft, id: _id, ...schema } = schemaOf("sarif-2.1.0.json");
  return compile(schema);
}

function compile(schema: object) {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return (value: unknown) => (validate(value) ? [] : (validate.errors ?? []));
}

const sarifErrors = sarifValidator();
const gitlabErrors = compile({
  type: "array",
  items: {
    allOf: [
      schemaOf("gitlab-codeclimate.json"),
      { properties: { severity: { enum: ["info", "minor", "major", "critical", "blocker"] } } },
    ],
  },
});

const readers: Readonly<Record<string, (text: string) => Told[]>> = {
  sarif: readSarif,
  gitlab: readGitlab,
  github: readGithub,
  junit: (text) => readJunit(text).told,
  markdown: readMarkdownFindings,
};

/** Findings of every kind of place: a file, a line, a directory, the Dockerfile, the ignore file, the whole build. */
const rich: Tree = {
  Dockerfile:
    "FROM scratch AS a\nRUN x\nFROM scratch\nCOPY . /\nCOPY missing.txt *.none /x/\nCOPY ../up /\nCOPY kept.log /\n",
  "Dockerfile.dockerignore": "*.log\nd\n!d/i\n**/d\n",
  ".dockerignore": "other\n",
  "d/i": 3,
  "kept.log": 4,
  "k.p12": 1,
  ".env": 'A="b"\n',
  "a|b`c<d>]]>::error::.p12": 5,
  [fromText("gnp\u202e\n.p12")]: 5,
  "\xff\xfe.p12": 5,
  ".git/HEAD": "ref: refs/heads/main\n",
  "node_modules/x/index.js": 9,
  "big.bin": 500,
  "sub/.dockerignore": "x\n",
  fifo: "fifo|",
};

function richReport(): Promise<Report> {
  return withTree(rich, async (root) => {
    const report = await inspectTree(root, { largeFile: 400 });
    const exceeded = ["1 kB are sent, 5 B over the limit of 995 B (--max-size)"];
    const budget = { maxBytes: 995, maxFiles: null, maxFileSize: null, passed: false, exceeded, checks: [] };
    return { ...report, context: ".", budget };
  });
}

describe("every format tells the same", () => {
  test("the fixture has findings of many kinds", async () => {
    const { findings } = await richReport();
    expect(new Set(findings.map(({ rule }) => rule)).size).toBeGreaterThanOrEqual(12);
    expect(new Set(findings.map(({ severity }) => severity)).size).toBe(3);
  });

  test.each(Object.keys(readers))("%s", async (format) => {
    const report = await richReport();
    const told = readers[format]?.(await render(format, report)) ?? [];
    const expected = [
      ...groupFindings(report.findings).map(({ members: [worst] }) => worst),
      { rule: "budget", severity: "error", message: report.budget?.exceeded[0], path: null, fix: null },
    ];
    expect(told.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual(
      expected.map(({ rule, severity }) => `${severity} ${rule}`),
    );
    for (const [at, { message, path, fix }] of expected.entries()) {
      const { words = "", place } = told[at] ?? {};
      for (const part of [message, fix]) if (part != null) expect(words).toContain(safe(part));
      if (path !== null) expect(`${words} ${safe(place ?? "")}`).toContain(safe(path));
    }
  });

  test("json and ndjson hold the findings themselves", async () => {
    const report = await richReport();
    expect(JSON.parse(await render("json", report))).toEqual(JSON.parse(JSON.stringify(report)));
    const lines = (await render("ndjson", report)).trimEnd().split("\n");
    const rows: { type: string }[] = lines.map((line) => JSON.parse(line));
    const ofType = (type: string) =>
      rows.filter((row) => row.type === type).map(({ type: _, ...row }) => row);
    expect(ofType("finding")).toEqual(report.findings);
    expect(ofType("largest")).toEqual(report.largest);
    expect(ofType("report")).toMatchObject([{ version: 1, sent: report.sent, budget: report.budget }]);
    const { type: _, ...first } = rows[0] ?? { type: "" };
    expect(Object.keys(first).sort()).toEqual(
      Object.keys(report)
        .filter((name) => !/^(instructions|stages|named|directories|largest|problems|findings)$/.test(name))
        .sort(),
    );
  });
});

describe("one finding a kind and fix", () => {
  const packages = Array.from({ length: 695 }, (_, at) => `packages/p${at}/node_modules/x/index.js`);
  const monorepo: Tree = {
    ".dockerignore": "",
    Dockerfile: "FROM scratch\nCOPY . /\n",
    ...Object.fromEntries(packages.map((path, at) => [path, at + 1])),
    "node_modules/x/index.js": 5,
  };
  const bytes = (695 * 696) / 2 + 5;
  const share = `${Math.round((100 * bytes) / (bytes + 25))} %`;

  test.each(Object.keys(readers))("%s", async (format) => {
    const report = await withTree(monorepo, async (root) => ({ ...(await inspectTree(root)), context: "." }));
    expect(report.findings).toHaveLength(696);
    const text = await render(format, report);
    const told = readers[format]?.(text) ?? [];
    expect(told.map(({ rule }) => rule)).toEqual(["dependency-directory"]);
    const [{ words } = { words: "" }] = told;
    expect(words).toContain("**/node_modules");
    expect(words).toContain(`242 kB (${share}) in 696 places: packages/p694/node_modules (695 B)`);
    expect(words).toContain("and 691 more");
    expect(format === "sarif" ? 0 : text.length).toBeLessThan(20_000);
  });

  test("SARIF holds the others as related locations, Markdown folds them away", async () => {
    const report = await withTree(monorepo, async (root) => ({ ...(await inspectTree(root)), context: "." }));
    const [result] = readSarifLog(await render("sarif", report)).runs[0]?.results ?? [];
    expect(result?.relatedLocations).toHaveLength(100);
    expect(await render("markdown", report)).toMatch(
      /<details><summary>The first 100 of 695 further places<\/summary>/,
    );
  });

  test("no path is counted twice, and nothing is lost", () =>
    fc.assert(
      fc.property(hostileReport, ({ findings }) => {
        const groups = groupFindings(findings);
        expect(groups.flatMap(({ members }) => members).length).toBe(findings.length);
        expect(new Set(groups.flatMap(({ members }) => members))).toEqual(new Set(findings));
        const sums = new Map(findings.map(({ path, bytes }) => [path, bytes ?? 0]));
        const most = [...sums.values()].reduce((sum, size) => sum + size, 0);
        for (const { bytes, members } of groups) {
          const largest = members.reduce((size, one) => Math.max(size, one.bytes ?? 0), 0);
          expect(bytes ?? 0).toBeGreaterThanOrEqual(members.length === 1 ? largest : 0);
          if (members.length === findings.length)
            expect(bytes ?? 0).toBeLessThanOrEqual(Math.max(most, largest));
        }
      }),
    ));
});

describe("the official schemas", () => {
  test("SARIF 2.1.0", async () => {
    expect(sarifErrors(JSON.parse(await render("sarif", await richReport())))).toEqual([]);
    expect(sarifErrors({ version: "2.1.0", runs: [{}] })).not.toEqual([]);
    expect(
      sarifErrors({ version: "2.1.0", runs: [{ tool: { driver: { name: "x", nope: 1 } } }] }),
    ).not.toEqual([]);
  });

  test("GitLab's code quality", async () => {
    const entries = JSON.parse(await render("gitlab", await richReport()));
    expect(gitlabErrors(entries)).toEqual([]);
    expect(gitlabErrors([{ ...entries[0], severity: "bad" }])).not.toEqual([]);
    expect(gitlabErrors([{ ...entries[0], location: undefined, fingerprint: 1 }])).not.toEqual([]);
  });

  test("every rule has its help", async () => {
    const rules: { id: string; helpUri: string; help: { text: string; markdown: string } }[] = JSON.parse(
      await render("sarif", await richReport()),
    ).runs[0].tool.driver.rules;
    expect(rules.length).toBeGreaterThan(20);
    for (const { id, helpUri, help } of rules) {
      const places: Record<string, string> = {
        budget: "ci.md#budgets",
        "inline-allow": "rules.md#secret-content",
      };
      expect(helpUri.endsWith(`/docs/${places[id] ?? `rules.md#${id}`}`)).toBe(true);
      expect(help.markdown.length).toBeGreaterThan(30);
    }
  });
});

/** Whatever could act on a terminal. */
const acting = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe("hostile names break out of no format", () => {
  const law = (format: string, holds: (text: string, report: Report) => void) =>
    test(format, () =>
      fc.assert(
        fc.asyncProperty(hostileReport, async (report) => {
          const text = await render(format, report, { failing: new Set(["error", "warning"]) });
          expect(text.replaceAll("\n", "").match(acting)).toBeNull();
          holds(text, report);
        }),
        { numRuns: lawRuns(150) },
      ),
    );

  const brief = ({ rule, severity }: { rule: string; severity: string }) => `${severity} ${rule}`;

  law("json", (text, report) => expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(report))));

  law("ndjson", (text, { findings }) => {
    const rows: { type: string }[] = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows.filter(({ type }) => type === "finding")).toEqual(
      findings.map((finding) => ({ type: "finding", ...JSON.parse(JSON.stringify(finding)) })),
    );
  });

  law("sarif", (text, report) => {
    expect(sarifErrors(JSON.parse(text))).toEqual([]);
    const told = readSarif(text);
    expect(told.map(brief)).toEqual(notices(report).map(brief));
    for (const [at, { message, place }] of notices(report).entries()) {
      expect(told[at]?.words).toContain(message);
      const line = place.line === null ? "" : `:${place.line}`;
      expect(told[at]?.place).toBe(`${place.file.toWellFormed()}${line}`);
    }
  });

  law("gitlab", (text, report) => {
    expect(gitlabErrors(JSON.parse(text))).toEqual([]);
    expect(readGitlab(text).map(brief)).toEqual(notices(report).map(brief));
  });

  law("github", (text, report) => {
    const told = readGithub(text);
    expect(told.map(brief)).toEqual(notices(report).map(brief));
    for (const [at, { message, place }] of notices(report).entries()) {
      expect(told[at]?.words).toContain(message);
      expect(told[at]?.place).toBe(`${safe(place.file)}${place.line === null ? "" : `:${place.line}`}`);
    }
  });

  law("junit", (text, report) => {
    const all = notices(report);
    const { told, failed, counts } = readJunit(text);
    expect(told.map(brief)).toEqual(all.map(brief));
    expect(failed).toBe(all.filter(({ severity }) => severity !== "info").length);
    expect(counts).toMatchObject({ failures: String(failed), tests: String(Math.max(1, all.length)) });
    for (const [at, { message }] of all.entries()) expect(told[at]?.words).toContain(message);
  });

  const ours = new Set(["heading", "paragraph", "bullet_list", "list_item", "<code>", "</code>", "<!-- -->"]);
  const layout = /^(thead|tbody|tr|th|td|table)$|^<details><summary>[\w ]+<\/summary>$|^<\/details>$/;

  law("markdown", (text, report) => {
    const { markup, tables, items, bare } = readMarkdown(text);
    expect([...markup].filter((kind) => !ours.has(kind) && !layout.test(kind))).toEqual([]);
    const [, ...rows] = tables.get("Findings") ?? [[]];
    const expected = notices(report).filter(({ rule }) => rule !== "budget");
    expect(rows.map(([, rule, ...words]) => [rule, ...words.map(seen)])).toEqual(
      expected.map(({ rule, subject, message, fix }) => [rule, ...[subject, message, fix].map(masked)]),
    );
    expect(rows.every(({ length }) => length === 5)).toBe(true);
    expect(items.filter((item) => item.startsWith("❌")).map(seen)).toEqual(
      (report.budget?.exceeded ?? []).map((words) => masked(`❌ ${safe(words)}`)),
    );
    expect(items.filter((item) => item.startsWith("✅")).map(seen)).toEqual(
      (report.budget?.checks ?? []).map((check) => masked(`✅ ${amounts(check).join(" ")}`)),
    );
    expect(bare.filter((piece) => /(^|[^\w`])@\w|www\./i.test(piece))).toEqual([]);
  });

  /** What is in the place of a user in an address is not shown. */
  const masked = (text: string | null) => seen(withoutSecrets(text ?? ""));
  /** Blanks at the ends of a cell are layout. */
  const seen = (text: string | null) => (text ?? "").trim();
});

describe("fingerprints", () => {
  const of = async (tree: Tree) =>
    withTree(tree, async (root) => {
      const report = { ...(await inspectTree(root)), context: "." };
      const log = readSarifLog(await render("sarif", report)).runs[0]?.results ?? [];
      return log.map(({ ruleId, partialFingerprints }) => `${ruleId} ${partialFingerprints["ctxcheck/v1"]}`);
    });
  const tree = { Dockerfile: "FROM scratch\nCOPY a b /x/\n", ".dockerignore": "" };

  test("stay when lines move", async () => {
    const found = await of(tree);
    expect(found).toHaveLength(2);
    expect(new Set(found).size).toBe(2);
    expect(await of({ ...tree, Dockerfile: `# more\n\n${tree.Dockerfile}` })).toEqual(found);
  });

  test("stay when another finding goes", async () => {
    const [first, second] = await of(tree);
    expect(await of({ ...tree, a: 1 })).toEqual([second]);
    expect(await of({ ...tree, b: 1 })).toEqual([first]);
  });

  test("are of the path", async () => {
    const one = await of({ ".dockerignore": "", "k.p12": 1 });
    const other = await of({ ".dockerignore": "", "l.p12": 1 });
    expect(one).toHaveLength(1);
    expect(other).not.toEqual(one);
  });
});
