import { fromHere } from "./paths.ts";

/** The builder would reject the file, or a part of it; never thrown out of this folder. */
export class Refusal extends Error {
  /** 1-based; null if not known. */
  readonly line: number | null;
  /** Relative to the folder in which the command runs; null if not known. */
  readonly file: string | null;
  /** Whether what is missing may be in the file that this one overlays. */
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
