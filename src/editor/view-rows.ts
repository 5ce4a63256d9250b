/** What an editor shows in its status bar; sent as "ctxcheck/status" whenever it is known anew. */
export interface Status {
  readonly uri: string;
  readonly context: string;
  readonly files: number;
  readonly bytes: number;
  readonly errors: number;
  readonly warnings: number;
}

/** A row of a tree of sizes. */
export interface Row {
  readonly name: string;
  readonly directory: boolean;
  readonly files: number;
  readonly bytes: number;
  /** Why it is, or is not, sent. */
  readonly reason: string;
}
