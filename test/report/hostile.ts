import fc from "fast-check";
import type { BudgetCheck } from "../../src/gate/budget.ts";
import type { Report, ReportedFinding } from "../../src/report-model.ts";

/** What breaks out of something: lines, cells, tags, commands, sections, spans, links, a terminal's line. */
const pieces = [
  ..."\n,\r,\r\n,\t,|,\\,\\|,`,``,```,],[,{,},{0},~~,**,_,$,$$,&,&lt;,%,%0A,%25,',\",:,;,=, ,  ,#,!,-,+,.,/".split(
    ",",
  ),
  ",",
  "::error::x",
  "\n::error file=a::x",
  "##[error]x",
  "]]>",
  "<!-- ",
  " -->",
  "<script>alert(1)</script>",
  "</code>",
  "</testcase>",
  "</details>",
  "<img src=x onerror=1>",
  "](http://evil.com)",
  "![x](http://evil.com/x.png)",
  "[x]: http://evil.com",
  "http://evil.com",
  "www.evil.com",
  "a@evil.com",
  "@everyone",
  "@org/team",
  "#1",
  "!1",
  "\n# title",
  "\n\n- item",
  "---",
  "\u202e",
  "\u2066",
  "\u2028",
  "\u200b",
  "\u0085",
  "\x00",
  "\x1b[31m",
  "\x7f",
  "\ufffd",
  "\ufffe",
  "\uffff",
  "\ud800",
  "é",
  "漢字",
  "😀",
  "name",
  ".env",
];

export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 3 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join(""));

const rule = fc.constantFrom(
  "secret-name",
  "secret-content",
  "vcs-directory",
  "copy-missing",
  "no-ignore-file",
  "unreadable",
);
const line = fc.option(fc.integer({ min: 1, max: 99 }));

const finding: fc.Arbitrary<ReportedFinding> = fc
  .record({
    rule,
    severity: fc.constantFrom("error", "warning", "info"),
    path: fc.option(hostileText),
    line,
    message: hostileText,
    failsBuild: fc.boolean(),
    command: fc.option(fc.array(hostileText, { maxLength: 3 })),
    fix: fc.option(hostileText),
    alsoRemoves: fc.array(hostileText, { maxLength: 2 }),
    stays: fc.option(hostileText),
    bytes: fc.option(fc.nat()),
    reachLine: line,
  } as const)
  .map((some) => ({
    ...some,
    line: some.path === null ? null : some.line,
    ...{
      accepted: false,
      fingerprint: "0",
      reach: null,
      column: null,
      edit: null,
      detail: null,
      secret: null,
    },
  }));

const step = fc
  .record({ line: hostileText, text: hostileText, what: hostileText, reason: hostileText })
  .map(({ line, text, what, reason }) => ({
    ...{ lines: [line], replaces: { line: 1, text }, what, reason, confidence: "low" as const },
    ...{ files: 1, bytes: 1, after: { files: 1, bytes: 1 } },
  }));

const sized = fc.record({ path: hostileText, files: fc.nat(), bytes: fc.nat() });
const totals = { files: 3, directories: 1, bytes: 12_345 };

const keptBudget = (label: string, bytes: number): BudgetCheck => ({
  ...{ label, subject: "path", name: label, set: "sent", measure: "bytes", growth: null, limit: bytes },
  ...{ actual: bytes, base: null, held: { bytes, files: 1 }, share: 1, passed: true, problem: null },
  contributors: [],
});

/** A report in which every text is what an attacker would choose. */
export const hostileReport: fc.Arbitrary<Report> = fc
  .record({
    context: hostileText,
    dockerfile: fc.option(hostileText),
    ignoreFile: fc.option(hostileText),
    findings: fc.array(finding, { maxLength: 6 }),
    directories: fc.array(sized, { maxLength: 3 }),
    largest: fc.array(sized, { maxLength: 3 }),
    exceeded: fc.array(hostileText, { maxLength: 2 }),
    steps: fc.array(step, { maxLength: 3 }),
  })
  .map(({ context, dockerfile, ignoreFile, exceeded, directories, ...rest }) => ({
    ...{ version: 1, os: null, builder: "buildkit", context, dockerfile, ignoreFile, directories, ...rest },
    fromHere: { context, dockerfile, ignoreFile },
    ...{ commit: null, given: null, files: null, whatIf: null },
    ...{ dockerfilesElsewhere: [], ignoreFileReason: "context-root", patterns: 1, target: null },
    ...{ allowed: totals, sent: { ...totals, wireBytes: null }, transfer: null, excluded: null },
    keptOut: { files: 0, directories: 0, notEntered: 0, by: [] },
    ...{ instructions: [], stages: [], unasked: null, named: [], secrets: null, history: null, problems: [] },
    budget: {
      maxBytes: 1,
      maxFiles: null,
      maxFileSize: null,
      passed: exceeded.length === 0,
      exceeded,
      checks: directories.map(({ path, bytes }) => keptBudget(path, bytes)),
    },
    ...{ baseline: null, silenced: [] },
  }));
