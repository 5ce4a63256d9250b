import { fromHere } from "./paths.ts";

/** The builder would refuse the file, or a part of it; it never leaves this folder. */
export class Refusal extends Error {
  /** 1-based; null where it is not known. */
  readonly line: number | null;
  /** From the folder that the command runs in; null where it is not known. */
  readonly file: string | null;

  constructor(message: string, line: number | null = null, file: string | null = null) {
    super(message);
    this.line = line;
    this.file = file;
  }

  in(file: string): Refusal {
    return new Refusal(this.message, this.line, fromHere(file));
  }
}
