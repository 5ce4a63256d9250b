/** What a builder would fail on while it copies. */
export class CopyFailure extends Error {
  /** What is to blame: what is copied, or where it goes to. */
  readonly about: "source" | "target";

  constructor(message: string, about: "source" | "target" = "target") {
    super(message);
    this.about = about;
  }
}

/** What is found; null if the copy would fail on it. */
export function unlessCopyFails<T>(find: () => T): T | null {
  try {
    return find();
  } catch (error) {
    if (error instanceof CopyFailure) return null;
    throw error;
  }
}
