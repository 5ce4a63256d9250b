/** The limits that were set, and whether they are kept. */
export interface Budget {
  readonly maxBytes: number | null;
  readonly maxFiles: number | null;
  readonly maxFileSize: number | null;
  readonly passed: boolean;
  /** In words, one for each limit that was passed. */
  readonly exceeded: readonly string[];
  readonly checks: readonly BudgetCheck[];
}

/** One limit, and what it is held against. */
export interface BudgetCheck {
  /** As it was written: "--max-size", "src/**=2MB". */
  readonly label: string;
  readonly subject: "total" | "path" | "instruction" | "stage" | "build" | "builds";
  /** The pattern, the line or text of the instruction, the name of the stage or build; null for the total. */
  readonly name: string | null;
  readonly set: "sent" | "allowed";
  /** `file-bytes`: those of the largest file. */
  readonly measure: "bytes" | "files" | "file-bytes";
  /** The growth allowed over the baseline, as written: "+5%". Null for an absolute limit. */
  readonly growth: string | null;
  /** Null if a growth has nothing to be compared with: it fails. */
  readonly limit: number | null;
  readonly actual: number;
  /** The baseline's figure; null if no growth is limited, or it has none. */
  readonly base: number | null;
  /** All that its subject holds, whatever is measured. */
  readonly held: { readonly bytes: number; readonly files: number };
  /** Actual by limit. */
  readonly share: number | null;
  readonly passed: boolean;
  /** In words; null if it passed. */
  readonly problem: string | null;
  /** Where it failed: the largest files, with a baseline those that grew most. */
  readonly contributors: readonly Contributor[];
}

export interface Contributor {
  readonly path: string;
  readonly bytes: number;
  /** Its size in the baseline; null if it is not among the largest files there. */
  readonly before: number | null;
}
