import type { Bytes } from "../bytes.ts";
import { limits } from "../limits.ts";
import { replaceAll, replaceFirst, trimPrefix, trimSuffix } from "./patterns.ts";
import { Refusal, refuse, refuseLimit } from "./refusal.ts";
import { isDigit, isLetter, replacement, scannerRunes } from "./runes.ts";
import type { ExpandOptions, Variables } from "./variables.ts";
import { noWords, quoteHint, refuseModifier, refuseUnset, WordSplitter } from "./word-splitter.ts";

const maxDepth = 500;
/** openshift/imagebuilder shell_parser.go processDollar. */
const containersModifiers: Readonly<Record<string, string>> = { containers: ":#%/", "containers-few": ":" };
const specialParameters = new Set<Bytes | undefined>(["@", "*", "#", "?", "-", "$", "!", "0"]);

/** One word while it is being read (shell/lex.go shellWord). */
export class Lexer {
  readonly unset = new Set<Bytes>();
  private readonly runes: readonly Bytes[];
  private readonly variables: Variables;
  private readonly options: ExpandOptions;
  private readonly sharedWord = { buffer: "" };
  private at = 0;
  private depth = 0;
  private rawEscapes: boolean;

  constructor(word: Bytes, variables: Variables, options: ExpandOptions) {
    this.runes = scannerRunes(word);
    this.variables = variables;
    this.options = options;
    this.rawEscapes = options.rawEscapes ?? false;
  }

  /**
   * Reads to `stop`, or to the end of the word if it is null (shell/lex.go processStopOn). `doubleEscapes` keeps
   * escapes in quotes literal for the pattern that is parsed from the result.
   */
  processStopOn(
    stop: Bytes | null,
    rawEscapes: boolean,
    doubleEscapes: boolean,
  ): { result: Bytes; words: Bytes[] } {
    if (++this.depth > maxDepth) refuse(`substitutions nested more than ${maxDepth} deep`);
    const outerRawEscapes = this.rawEscapes;
    this.rawEscapes = rawEscapes;
    try {
      return this.readTo(stop, doubleEscapes);
    } finally {
      this.rawEscapes = outerRawEscapes;
      this.depth--;
    }
  }

  private readTo(stop: Bytes | null, doubleEscapes: boolean): { result: Bytes; words: Bytes[] } {
    const words = this.options.split ? new WordSplitter(this.sharedWord) : noWords;
    let result = "";
    for (let rune = this.peek(); rune !== undefined; rune = this.peek()) {
      if (rune === stop) {
        this.at++;
        return { result, words: words.flush() };
      }
      if (this.isSpecial(rune)) {
        const text = this.processSpecial(rune, doubleEscapes);
        this.spend(text.length);
        result += text;
        if (rune === "$") words.addValue(text);
        else words.addRaw(text);
        continue;
      }
      this.at++;
      if (rune !== this.options.escapeToken) {
        words.add(rune);
        result += rune;
        continue;
      }
      const escaped = this.next();
      const text = (this.rawEscapes ? rune : "") + (escaped ?? "");
      if (text !== "") words.addRaw(text);
      result += text;
    }
    if (stop === null) return { result, words: words.flush() };
    return refuse(`unexpected end of statement while looking for matching ${stop}`);
  }

  private isSpecial(rune: Bytes): boolean {
    return (
      rune === "$" || rune === "<" || (!this.options.skipProcessQuotes && (rune === "'" || rune === '"'))
    );
  }

  private processSpecial(rune: Bytes, doubleEscapes: boolean): Bytes {
    if (rune === "$") return this.processDollar();
    if (rune === "<") return this.processPossibleHeredoc();
    return rune === "'" ? this.processSingleQuote(doubleEscapes) : this.processDoubleQuote(doubleEscapes);
  }

  private processSingleQuote(doubleEscapes: boolean): Bytes {
    this.at++;
    let result = "";
    for (let rune = this.next(); rune !== "'"; rune = this.next()) {
      if (rune === undefined)
        refuse("unexpected end of statement while looking for matching single-quote", quoteHint);
      result += doubleEscapes && rune === this.options.escapeToken ? rune + rune : rune;
    }
    return this.options.rawQuotes ? `'${result}'` : result;
  }

  private processDoubleQuote(doubleEscapes: boolean): Bytes {
    this.at++;
    let result = "";
    for (let rune = this.peek(); rune !== '"'; rune = this.peek()) {
      if (rune === undefined)
        refuse("unexpected end of statement while looking for matching double-quote", quoteHint);
      if (rune === "$") {
        const value = this.processDollar();
        this.spend(value.length);
        result += value;
        continue;
      }
      this.at++;
      result += rune === this.options.escapeToken ? this.escapeInQuotes(rune, doubleEscapes) : rune;
    }
    this.at++;
    return this.options.rawQuotes ? `"${result}"` : result;
  }

  /** Only the quote, `$` and the escape character itself can be escaped in double quotes. */
  private escapeInQuotes(escapeToken: Bytes, doubleEscapes: boolean): Bytes {
    const rune = this.peek();
    if (rune === undefined) return "";
    if (rune === '"' || rune === "$" || rune === escapeToken) {
      this.at++;
      return this.rawEscapes ? escapeToken + rune : rune;
    }
    return this.rawEscapes && (!this.options.rawQuotes || doubleEscapes)
      ? escapeToken + escapeToken
      : escapeToken;
  }

  private processPossibleHeredoc(): Bytes {
    this.at++;
    if (this.peek() !== "<") return "<";
    this.at++;
    let spaces = "";
    for (let rune = this.peek(); rune === " " || rune === "\t" || rune === "\r"; rune = this.peek()) {
      spaces += rune;
      this.at++;
    }
    return `<<${spaces}`;
  }

  private processDollar(): Bytes {
    this.at++;
    if (this.peek() === "{") return this.processBraces();
    const name = this.processName();
    if (name === "") return "$";
    return this.lookUp(name) ?? (this.options.skipUnsetEnv ? `$${name}` : "");
  }

  private processBraces(): Bytes {
    this.at++;
    const first = this.peek();
    if (first === undefined) refuse("syntax error: missing '}'");
    const { modifiers = "all" } = this.options.dialect ?? {};
    const isContainers = modifiers.startsWith("containers");
    if (!isContainers && (first === "{" || first === "}" || first === ":"))
      refuse("syntax error: bad substitution");
    const name = this.processName();
    const rune = this.next();
    if (rune === "}") return this.lookUp(name) ?? (this.options.skipUnsetEnv ? `\${${name}}` : "");
    if (modifiers === "few" && rune !== "?" && rune !== ":") return refuse("missing ':' in substitution");
    if (isContainers && !containersModifiers[modifiers]?.includes(rune ?? ""))
      return refuse("Missing ':' or '#' or '%' or '/' in substitution");
    if (rune === "/") return this.processReplacement(name);
    if (rune === ":") return this.processModifier(name, this.next(), true);
    if (rune === undefined || !"+-?#%".includes(rune)) return refuseModifier(rune);
    return this.processModifier(name, rune, false);
  }

  /** `${x-w}`, `${x+w}`, `${x?w}`, the same after a colon (empty counts as unset), `${x#p}` and `${x%p}`. */
  private processModifier(name: Bytes, rune: Bytes | undefined, nullIsUnset: boolean): Bytes {
    const isPattern = rune === "#" || rune === "%";
    const modifier = nullIsUnset ? `:${rune ?? replacement}` : rune;
    if (nullIsUnset && isPattern) refuseModifier(modifier);

    const word = this.operand("}", isPattern, isPattern, "syntax error: missing '}'");
    const value = this.lookUp(name);
    if (this.options.skipUnsetEnv && value === undefined) return `\${${name}${modifier}${word}}`;
    const isNull = value === undefined || (nullIsUnset && value === "");
    if (rune === "-") return isNull ? word : value;
    if (rune === "+") return isNull ? "" : word;
    const fallsBack = this.options.dialect?.modifiers === "containers" && word !== "";
    if (rune === "?") return isNull ? (fallsBack ? word : refuseUnset(name, word, value)) : value;
    if (!isPattern) return refuseModifier(modifier);
    const longest = word.startsWith(rune);
    return (rune === "%" ? trimSuffix : trimPrefix)(longest ? word.slice(1) : word, value ?? "", longest);
  }

  private processReplacement(name: Bytes): Bytes {
    const everywhere = this.peek() === "/";
    if (everywhere) this.at++;
    const pattern = this.operand("/", true, true, `syntax error: missing '/' in $${"{}"}`);
    const replacement = this.operand("}", true, false, "syntax error: missing '}'");
    const value = this.lookUp(name);
    if (this.options.skipUnsetEnv && value === undefined) return `\${${name}/${pattern}/${replacement}}`;
    if (!everywhere) return replaceFirst(pattern, value ?? "", replacement);
    return replaceAll(pattern, value ?? "", replacement, (size) => this.spend(size));
  }

  private operand(stop: Bytes, rawEscapes: boolean, doubleEscapes: boolean, atEnd: string): Bytes {
    try {
      return this.processStopOn(stop, rawEscapes, doubleEscapes).result;
    } catch (error) {
      if (error instanceof Refusal && this.peek() === undefined) return refuse(atEnd);
      throw error;
    }
  }

  private processName(): Bytes {
    const start = this.at;
    if (specialParameters.has(this.peek()) && this.peek() !== "0") this.at++;
    else if (isDigit(this.peek() ?? "")) this.skipWhile(isDigit);
    else this.skipWhile((rune) => isLetter(rune) || isDigit(rune) || rune === "_");
    return this.runes.slice(start, this.at).join("");
  }

  private skipWhile(fits: (rune: Bytes) => boolean): void {
    for (let rune = this.peek(); rune !== undefined && fits(rune); rune = this.peek()) this.at++;
  }

  private lookUp(name: Bytes): Bytes | undefined {
    const value = this.variables.get(name);
    if (value === undefined) this.unset.add(name);
    return value;
  }

  private spend(size: number): void {
    const { budget } = this.options;
    if (budget === undefined) return;
    budget.left -= size;
    if (budget.left < 0) refuseLimit(`the variables expand to more than ${limits.expansion} bytes`);
  }

  private peek(): Bytes | undefined {
    return this.runes[this.at];
  }

  private next(): Bytes | undefined {
    return this.runes[this.at++];
  }
}
