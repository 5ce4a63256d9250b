import { type Bytes, toText } from "../bytes.ts";
import { refuse } from "./refusal.ts";
import { isSpace, replacement, validRunes } from "./runes.ts";

/** Collects the words of a text, rune by rune. */
export interface Words {
  addRaw(text: Bytes): void;
  add(rune: Bytes): void;
  addValue(text: Bytes): void;
  flush(): Bytes[];
}

const ignore = () => {};

/** For callers that need no words. */
export const noWords: Words = { addRaw: ignore, add: ignore, addValue: ignore, flush: () => [] };

/** `shell/lex.go: wordsStruct`; its buffer is shared by all levels, so `ab${x:-c}` is the word `c`, as in BuildKit. */
export class WordSplitter implements Words {
  private readonly shared: { buffer: Bytes };
  private readonly words: Bytes[] = [];
  private inWord = false;

  constructor(shared: { buffer: Bytes }) {
    this.shared = shared;
    shared.buffer = "";
  }

  addRaw(text: Bytes): void {
    this.shared.buffer += text;
    this.inWord = true;
  }

  add(rune: Bytes): void {
    if (!isSpace(rune)) this.addRaw(rune);
    else if (this.inWord && this.shared.buffer !== "") {
      this.flush();
      this.inWord = false;
    }
  }

  addValue(text: Bytes): void {
    for (const rune of validRunes(text)) this.add(rune);
  }

  flush(): Bytes[] {
    if (this.shared.buffer !== "") this.words.push(this.shared.buffer);
    this.shared.buffer = "";
    return this.words;
  }
}

/** Hint for a quote that is never closed: usually the words were split at a space in it. */
export const quoteHint =
  'COPY and ADD split their words at every space, quotes or not: write a name with a space in the JSON form, COPY ["a b", "/x/"]';

export function refuseModifier(modifier: Bytes | undefined): never {
  return refuse(`unsupported modifier (${toText(modifier ?? replacement)}) in substitution`);
}

export function refuseUnset(name: Bytes, word: Bytes, value: Bytes | undefined): never {
  const state = value === undefined ? "unset" : "empty";
  const shown = toText(name);
  return refuse(
    `${shown}: ${toText(word) || `is not allowed to be ${state}`}`,
    `pass it: --build-arg ${shown}=...`,
  );
}
