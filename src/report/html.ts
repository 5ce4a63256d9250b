import { deflateSync } from "node:zlib";
import { toText } from "../bytes.ts";
import type { Difference } from "../diff/model.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { Report } from "../report-model.ts";
import { safe } from "./escape.ts";
import { groupFindings } from "./group-findings.ts";
import { fixWords, groupMessage, groupSubject } from "./group-words.ts";
import { htmlPage } from "./html-page.ts";
import type { PageChanges, PageData, PageFinding } from "./page-data.ts";
import { type PageInput, pageColumns } from "./page-nodes.ts";

/** Script and style that are inserted into the page. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
}

export interface PageBuild extends Omit<PageInput, "positions"> {
  readonly patterns: readonly Pattern[];
  readonly sendsAll: boolean;
}

/**
 * Renders a page that contains everything and sends no request. Names are data, never markup; its policy allows only
 * the script and the style, by their hashes.
 */
export function renderHtml(
  report: Report,
  build: PageBuild,
  { script, style }: PageParts,
  difference: Difference | null = null,
): string {
  const data = deflateSync(Buffer.from(JSON.stringify(pageData(report, build, difference))), {
    level: 9,
  }).toString("base64");
  const title = `Build context ${safe(report.context)}`;
  const body = [
    '<main id="app"><noscript>This page needs JavaScript; ctxcheck tree shows the same as text.</noscript></main>',
    `<script type="application/json" id="data">${JSON.stringify(data)}</script>`,
  ];
  return htmlPage({ title, style, script, body });
}

function pageData(report: Report, build: PageBuild, difference: Difference | null): PageData {
  const { context, dockerfile, ignoreFile, builder, target } = report;
  const positions = new Map<object, number>(build.patterns.map((pattern, at) => [pattern, at]));
  const { columns, at } = pageColumns({ ...build, positions }, context);
  return {
    title: safe(context),
    facts: [
      dockerfile === null ? "no Dockerfile" : safe(dockerfile),
      ...(target === null ? [] : [`target ${safe(target)}`]),
      builder,
      ignoreFile === null ? "no ignore file" : safe(ignoreFile),
    ],
    dockerfile: dockerfile === null ? null : safe(dockerfile),
    ignoreFile: ignoreFile === null ? null : safe(ignoreFile),
    instructions: build.usage.instructions.map(({ line, text, stage }) => ({
      line,
      text: safe(text).replace(/\s+/g, " "),
      stage: safe(stage),
    })),
    patterns: build.patterns.map(({ source, exception }) => ({
      line: source.line,
      text: safe(toText(source.text)),
      exception,
    })),
    findings: findingsOf(report, at),
    ...columns,
    sendsAll: build.sendsAll,
    since: difference && changesOf(difference, at),
  };
}

const mostRemoved = 200;

function changesOf({ from, files, bytes, paths }: Difference, at: ReadonlyMap<string, number>): PageChanges {
  const { added = [], removed = [], grown = [], shrunk = [] } = paths ?? {};
  const gone = [...removed].sort((a, b) => b.bytes - a.bytes).slice(0, mostRemoved);
  return {
    from: safe(from.shown),
    files: files.from,
    bytes: bytes.from,
    added: added.flatMap(({ path }) => at.get(path) ?? []),
    resized: [...grown, ...shrunk].flatMap((one): [number, number][] => {
      const node = at.get(one.path);
      return node === undefined ? [] : [[node, one.from]];
    }),
    removed: gone.map((one) => [safe(one.path), one.bytes]),
    removedFiles: removed.length,
  };
}

const mostNodes = 200;

function findingsOf(report: Report, at: ReadonlyMap<string, number>): PageFinding[] {
  return groupFindings(report.findings).map((group) => ({
    severity: group.severity,
    rule: group.rule,
    subject: groupSubject(group) ?? "",
    message: groupMessage(group, report.sent.bytes),
    fix: fixWords(group.fixes),
    nodes: group.members.slice(0, mostNodes).flatMap(({ path }) => at.get(path ?? "\0") ?? []),
  }));
}
