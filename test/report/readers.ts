import MarkdownIt from "markdown-it";
import { SaxesParser } from "saxes";

/** A finding or a passed budget, as a reader of the format gets it. */
export interface Told {
  readonly rule: string;
  readonly severity: "error" | "warning" | "info";
  /** All words that stand with it. */
  readonly words: string;
  /** Where the format has a place: "file" or "file:line". */
  readonly place: string | null;
}

/** Throws where there is none: a format that drops something must not pass. */
function pick<T>(table: Readonly<Record<string, T>>, key: string | undefined): T {
  const found = Object.hasOwn(table, key ?? "") ? table[key ?? ""] : undefined;
  if (found === undefined) throw new Error(`${key} is none of ${Object.keys(table)}`);
  return found;
}

const same = { error: "error", warning: "warning", info: "info" } as const;
const place = (file: string, line: number | string | undefined) =>
  line === undefined ? file : `${file}:${line}`;

interface SarifLog {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly properties: { readonly fix: string | null };
      readonly suppressions?: readonly object[];
      readonly relatedLocations?: readonly object[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region?: { readonly startLine: number };
        };
      }[];
    }[];
  }[];
}

export const readSarifLog = (text: string): SarifLog => JSON.parse(text);

export function readSarif(text: string): Told[] {
  const levels = { error: "error", warning: "warning", note: "info" } as const;
  return readSarifLog(text).runs.flatMap(({ results, tool }) =>
    results.map(({ ruleId, ruleIndex, level, message, locations }) => {
      if (tool.driver.rules[ruleIndex]?.id !== ruleId) throw new Error(`${ruleIndex} is not ${ruleId}`);
      const [{ physicalLocation: at } = { physicalLocation: { artifactLocation: { uri: "" } } }] = locations;
      const file = at.artifactLocation.uri.split("/").map(decodeURIComponent).join("/");
      const line = "region" in at ? at.region?.startLine : undefined;
      const words = unescapeSarif(message.text);
      return { rule: ruleId, severity: pick(levels, level), words, place: place(file, line) };
    }),
  );
}

/** §3.11.5, §3.11.6; a single brace is an argument, brackets before a parenthesis are a link. */
export function unescapeSarif(text: string): string {
  const [argument] = text.replaceAll(/\{\{|\}\}/g, "").match(/[{}]/) ?? [];
  if (argument !== undefined) throw new Error(`an argument in ${text}`);
  if (!text.includes("](")) return text.replaceAll("{{", "{").replaceAll("}}", "}");
  if (/(?<!\\)(\\\\)*[[\]]/.test(text)) throw new Error(`a link in ${text}`);
  return text
    .replaceAll(/\\([\\[\]])/g, "$1")
    .replaceAll("{{", "{")
    .replaceAll("}}", "}");
}

export function readGitlab(text: string): Told[] {
  const severities = { critical: "error", minor: "warning", info: "info" } as const;
  const entries: {
    description: string;
    check_name: string;
    severity: string;
    location: { path: string; lines: { begin: number } };
  }[] = JSON.parse(text);
  return entries.map(({ description, check_name, severity, location }) => ({
    rule: check_name,
    severity: pick(severities, severity),
    words: description,
    place: place(location.path, location.lines.begin),
  }));
}

/** As the runner of GitHub Actions reads a line of a log (ActionCommand.TryParseV2). Throws where a line is not a command. */
export function readGithub(text: string): Told[] {
  const commands = { error: "error", warning: "warning", notice: "info" } as const;
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.pop() !== "") throw new Error("the last line is not ended");
  return lines.map((line) => {
    const [, command, list = "", data = ""] = /^::(\S+) (.*?)::(.*)$/.exec(line) ?? [];
    const properties = Object.fromEntries(
      list.split(",").map((one): [string, string] => {
        const at = one.indexOf("=");
        return [one.slice(0, at), unescapeCommand(one.slice(at + 1))];
      }),
    );
    const { file = "", line: number, title = "", ...others } = properties;
    if (Object.keys(others).length > 0) throw new Error(`unknown: ${Object.keys(others)}`);
    const rule = /^ctxcheck (\S+)$/.exec(title)?.[1] ?? "";
    return {
      rule,
      severity: pick(commands, command),
      words: unescapeCommand(data),
      place: place(file, number),
    };
  });
}

const unescapeCommand = (text: string): string =>
  text
    .replaceAll("%2C", ",")
    .replaceAll("%3A", ":")
    .replaceAll("%0A", "\n")
    .replaceAll("%0D", "\r")
    .replaceAll("%25", "%");

/** By a strict XML parser. Throws where the text is not well-formed, or an element stands where it must not. */
export function readJunit(text: string): { told: Told[]; failed: number; counts: Record<string, string> } {
  const parents: Record<string, string> = {
    testsuites: "",
    testsuite: "testsuites",
    testcase: "testsuite",
    failure: "testcase",
    "system-out": "testcase",
  };
  const parser = new SaxesParser();
  const open: string[] = [];
  const told: Told[] = [];
  let counts: Record<string, string> = {};
  let failed = 0;
  let at = { rule: "", name: "", file: "" };
  const tell = (severity: string | undefined, words: string) =>
    told.push({
      rule: at.rule,
      severity: pick(same, severity),
      words: `${at.name}: ${words}`,
      place: at.file,
    });
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (pick(parents, name) !== (open.at(-1) ?? "")) throw new Error(`<${name}> in <${open.at(-1)}>`);
    open.push(name);
    if (name === "testsuite") counts = { ...attributes };
    if (name === "testcase") {
      const { classname = "", name: of = "", file = "" } = attributes;
      at = { rule: classname.replace(/^ctxcheck\.?/, ""), name: of, file };
    }
    if (name === "failure") {
      failed++;
      tell(attributes.type, attributes.message ?? "");
    }
  });
  parser.on("text", (words) => {
    if (open.at(-1) !== "system-out") return;
    const [, severity, rest = ""] = /^(\w+): (.*)$/s.exec(words) ?? [];
    tell(severity, rest);
  });
  parser.on("closetag", () => open.pop());
  for (const event of ["cdata", "comment", "doctype", "processinginstruction"] as const)
    parser.on(event, () => {
      throw new Error(`${event} in ${text}`);
    });
  parser.write(text).close();
  return { told, failed, counts };
}

type Token = ReturnType<InstanceType<typeof MarkdownIt>["parse"]>[number];

export interface ReadMarkdown {
  /** Kinds of markup that stand in the text, HTML as it is written. */
  readonly markup: ReadonlySet<string>;
  /** Cells of the tables, by the heading in front of them. */
  readonly tables: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** Items of lists. */
  readonly items: readonly string[];
  /** Text that GitHub would look for mentions and references in: each piece between markup, code left out. */
  readonly bare: readonly string[];
}

/** As a CommonMark reader with tables and links of GitHub's kind. */
export function readMarkdown(text: string): ReadMarkdown {
  const reader = new MarkdownIt({ html: true, linkify: true });
  reader.linkify.set({ fuzzyLink: false }).add("//", null);
  const markup = new Set<string>();
  const tables = new Map<string, string[][]>();
  const items: string[] = [];
  const bare: string[] = [];
  let heading = "";
  const stack: string[] = [];
  for (const token of reader.parse(text, {})) {
    if (token.type.endsWith("_close")) stack.pop();
    else if (token.type.endsWith("_open")) stack.push(token.type.replace("_open", ""));
    if (token.type === "html_block") {
      heading = token.content.trim();
      markup.add(heading);
    }
    if (token.type === "html_block") continue;
    if (token.type === "table_open") tables.set(heading, []);
    else if (token.type === "tr_open") tables.get(heading)?.push([]);
    else if (token.type !== "inline") markup.add(token.type.replace(/_(open|close)$/, ""));
    if (token.type !== "inline") continue;
    const words = inline(token.children ?? [], markup, bare);
    if (stack.at(-1) === "heading") heading = words;
    else if (/^t[dh]$/.test(stack.at(-1) ?? "")) tables.get(heading)?.at(-1)?.push(words);
    else if (stack.includes("list_item")) items.push(words);
  }
  return { markup, tables, items, bare };
}

function inline(tokens: readonly Token[], markup: Set<string>, bare: string[]): string {
  let inCode = false;
  return tokens
    .map(({ type, content }) => {
      if (type === "text") {
        if (!inCode) bare.push(content);
        return content;
      }
      if (type === "code_inline") return content;
      markup.add(type === "html_inline" ? content : type);
      if (type === "html_inline") inCode = content === "<code>" || (inCode && content !== "</code>");
      return "";
    })
    .join("");
}

export function readMarkdownFindings(text: string): Told[] {
  const { tables, items } = readMarkdown(text);
  const signs = {
    "🛑 error": "error",
    "⚠️ warning": "warning",
    "ℹ️ info": "info",
    "accepted error": "info",
    "accepted warning": "info",
    "accepted info": "info",
  } as const;
  const [, ...rows] = tables.get("Findings") ?? [];
  const found = rows.map(
    ([sign, rule = "", ...words]): Told => ({
      ...{ rule, severity: pick(signs, sign), words: words.join(" "), place: null },
    }),
  );
  const passed = items.filter((item) => item.startsWith("❌ "));
  return [
    ...found,
    ...passed.map((words): Told => ({ rule: "budget", severity: "error", words, place: null })),
  ];
}
