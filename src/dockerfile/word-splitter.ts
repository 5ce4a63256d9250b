import type { Bytes } from "../bytes.ts";
import { isSpace } from "./runes.ts";

/** `shell/lex.go: wordsStruct`; its buffer is shared by all levels, so `ab${x:-c}` is the word `c`, as in BuildKit. */
export class WordSplitter {
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

  flush(): Bytes[] {
    if (this.shared.buffer !== "") this.words.push(this.shared.buffer);
    this.shared.buffer = "";
    return this.words;
  }
}
