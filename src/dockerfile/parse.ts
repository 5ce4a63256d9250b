import { type Bytes, toText } from "../bytes.ts";
import { leadingSpace, trimSpace } from "../ignore/clean.ts";
import { limits } from "../limits.ts";
import { currentDialect, type Dialect } from "./dialect.ts";
import { type Directive, DirectiveReader } from "./directives.ts";
import { type Heredoc, type HeredocWord, heredocsInLine } from "./heredoc.ts";
import { readArguments } from "./read-arguments.ts";
import { atLine, refuse, refuseFile, refuseLimit } from "./refusal.ts";
import { lowerCase, trimEnd } from "./runes.ts";
import { splitCommand } from "./split-command.ts";

/** One instruction of the file, with its words not parsed yet (`parser.Node`). */
export interface Node {
  /** As written. */
  name: Bytes;
  flags: Bytes[];
  args: Bytes[];
  /** Whether the words are in the JSON form. */
  json: boolean;
  heredocs: Heredoc[];
  /** The whole instruction on one line, without heredoc bodies. */
  original: Bytes;
  /** First and last line, 1-based. */
  line: number;
  endLine: number;
  /** The comments above it. */
  comments: Bytes[];
}

export interface ParsedFile {
  nodes: Node[];
  directives: Directive[];
  /** `\` or a backtick. */
  escapeToken: Bytes;
}

/** bufio.MaxScanTokenSize: the longest line, including its line ending. */
const maxLine = 65_536;
const heredocInstructions = new Set(["add", "copy", "run"]);

/**
 * parser.Parse: comments, directives, continuation lines and heredocs. `blame`: the line that errors name, for text
 * that is not the file itself (ONBUILD).
 */
export function parseLines(bytes: Bytes, blame?: number, dialect: Dialect = currentDialect): ParsedFile {
  return new Parser(bytes, blame, dialect).parse();
}

/** parser.newNodeFromLine: one logical line. */
export function parseNode(
  line: Bytes,
  escapeToken: Bytes,
  dialect: Dialect,
): Omit<Node, "line" | "endLine" | "comments" | "heredocs"> {
  const { name, flags, args } = splitCommand(line, escapeToken);
  return { name, flags, ...readArguments(lowerCase(name), args, escapeToken, dialect), original: line };
}

class Parser {
  private readonly lines: Bytes[];
  private readonly tooLong: boolean;
  private readonly dialect: Dialect;
  private readonly directives: DirectiveReader;
  private readonly nodes: Node[] = [];
  private words = 0;
  private comments: Bytes[] = [];
  private readonly blame: number | undefined;
  private at = 0;

  constructor(bytes: Bytes, blame: number | undefined, dialect: Dialect) {
    this.blame = blame;
    this.dialect = dialect;
    this.directives = new DirectiveReader(dialect.directives);
    const lines = splitLines(bytes);
    const long = lines.findIndex((line) => line.length > (line.endsWith("\n") ? maxLine : maxLine - 1));
    this.tooLong = long >= 0;
    this.lines = this.tooLong ? lines.slice(0, long) : lines;
    this.lines[0] = (this.lines[0] ?? "").replace(/^\xef\xbb\xbf/, "");
  }

  parse(): ParsedFile {
    while (this.at < this.lines.length) this.readNode();
    if (this.nodes.length === 0 && !this.tooLong)
      refuseFile("file with no instructions", "a Dockerfile starts with FROM");
    if (this.tooLong) {
      atLine(this.blame ?? this.lines.length + 1, () =>
        refuse(`dockerfile line greater than max allowed size of ${maxLine - 1}`),
      );
    }
    return { nodes: this.nodes, directives: this.directives.found, escapeToken: this.directives.escapeToken };
  }

  private readNode(): void {
    const line = this.at + 1;
    const logical = this.readLogicalLine(line);
    if (logical === null) return;
    const end = this.at;
    if (this.nodes.length === limits.instructions) {
      atLine(line, () => refuseLimit(`more than ${limits.instructions} instructions`));
    }
    const node = atLine(this.blame ?? line, () => {
      const parsed = parseNode(logical, this.directives.escapeToken, this.dialect);
      this.words += parsed.args.length + parsed.flags.length;
      if (this.words > limits.words) refuseLimit(`more than ${limits.words} words`);
      const announces = this.dialect.heredocs && mayHoldHeredocs(parsed) && logical.includes("<<");
      const heredocs = announces ? heredocsInLine(logical) : [];
      return { ...parsed, heredocs: heredocs.map((heredoc) => this.readHeredoc(heredoc, end)) };
    });
    this.nodes.push({ ...node, line, endLine: this.at, comments: this.comments });
    this.comments = [];
  }

  /**
   * Reads the instruction that starts here, with its continuation lines joined; null for a comment or an empty line.
   */
  private readLogicalLine(number: number): Bytes | null {
    const raw = this.nextLine();
    const line = raw.slice(leadingSpace(raw));
    const isDirective = atLine(this.blame ?? number, () => this.directives.read(line, number));
    if (line.startsWith("#")) {
      if (!isDirective) this.noteComment(raw);
      return null;
    }
    let { text, continues } = this.cutContinuation(line);
    if (text === "" && !continues) return null;
    const parts = [text];
    while (continues && this.at < this.lines.length) {
      const next = this.nextLine();
      if (isBlankOrComment(next)) continue;
      ({ text, continues } = this.cutContinuation(next));
      parts.push(text);
    }
    return parts.join("");
  }

  private nextLine(): Bytes {
    return trimEnd(this.lines[this.at++] ?? "", "\r\n");
  }

  private noteComment(raw: Bytes): void {
    const comment = trimSpace(raw.slice(1));
    if (comment === "") this.comments = [];
    else this.comments.push(comment);
  }

  /** parser.trimContinuationCharacter: an unescaped escape character at the end joins the next line. */
  private cutContinuation(line: Bytes): { text: Bytes; continues: boolean } {
    const { escapeToken } = this.directives;
    const text = trimEnd(line, " \t");
    if (!text.endsWith(escapeToken) || text.at(-2) === escapeToken) return { text: line, continues: false };
    return { text: text.slice(0, -1), continues: true };
  }

  private readHeredoc(heredoc: HeredocWord, announced: number): Heredoc {
    const body: Bytes[] = [];
    while (this.at < this.lines.length) {
      const raw = this.lines[this.at++] ?? "";
      const line = trimEnd(raw, "\r\n");
      if ((heredoc.chomp ? line.replace(/^\t+/, "") : line) === heredoc.name) {
        return { ...heredoc, content: body.join("") };
      }
      body.push(raw);
    }
    return refuse(
      "unterminated heredoc",
      `end it with a line that holds only ${toText(heredoc.name)}; it starts on line ${announced}`,
    );
  }
}

/** Splits into lines, including their line endings. */
function splitLines(bytes: Bytes): Bytes[] {
  const lines: Bytes[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf("\n", start) + 1 || bytes.length;
    lines.push(bytes.slice(start, end));
    start = end;
  }
  return lines;
}

function isBlankOrComment(line: Bytes): boolean {
  const text = line.slice(leadingSpace(line));
  return text === "" || text.startsWith("#");
}

/** parser.Node.canContainHeredoc, where the arguments of ONBUILD begin with the instruction it triggers. */
function mayHoldHeredocs(node: { name: Bytes; args: Bytes[]; json: boolean }): boolean {
  const name = lowerCase(node.name);
  const inner = name === "onbuild" ? lowerCase(node.args[0] ?? "") : name;
  return heredocInstructions.has(inner) && !node.json;
}
