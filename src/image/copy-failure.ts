/** A failure of a builder's copy. */
export class CopyFailure extends Error {
  /** What is to blame: the source or the destination. */
  readonly about: "source" | "target";

  constructor(message: string, about: "source" | "target" = "target") {
    super(message);
    this.about = about;
  }
}

/** Returns the result; null if the copy would fail. */
export function unlessCopyFails<T>(find: () => T): T | null {
  try {
    return find();
  } catch (error) {
    if (error instanceof CopyFailure) return null;
    throw error;
  }
}
