import { fromHere } from "./paths.ts";

/** The builder would refuse the file, or a part of it; it never leaves this folder. */
export class Refusal extends Error {
  /** 1-based; null if it is not known. */
  readonly line: number | null;
  /** From the folder that the command runs in; null if it is not known. */
  readonly file: string | null;
  /** What is missing may be in the file that this one lies over. */
  readonly isOverlay: boolean;

  constructor(
    message: string,
    line: number | null = null,
    file: string | null = null,
    isOverlay: boolean = false,
  ) {
    super(message);
    this.line = line;
    this.file = file;
    this.isOverlay = isOverlay;
  }

  in(file: string): Refusal {
    return new Refusal(this.message, this.line, fromHere(file), this.isOverlay);
  }
}
