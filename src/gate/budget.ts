/** The configured limits and whether they are met. */
export interface Budget {
  readonly maxBytes: number | null;
  readonly maxFiles: number | null;
  readonly maxFileSize: number | null;
  readonly passed: boolean;
  /** One message for each failed limit. */
  readonly exceeded: readonly string[];
  readonly checks: readonly BudgetCheck[];
}

/** One limit and the figure it is compared with. */
export interface BudgetCheck {
  /** As written: "--max-size", "src/**=2MB". */
  readonly label: string;
  readonly subject: "total" | "path" | "instruction" | "stage" | "build" | "builds";
  /** The pattern, the line or text of the instruction, the name of the stage or build; null for the total. */
  readonly name: string | null;
  readonly set: "sent" | "allowed";
  /** `file-bytes`: bytes of the largest file. */
  readonly measure: "bytes" | "files" | "file-bytes";
  /** The growth allowed over the baseline, as written: "+5%". Null for an absolute limit. */
  readonly growth: string | null;
  /** Null if a growth limit has no baseline figure to compare with: the check then fails. */
  readonly limit: number | null;
  readonly actual: number;
  /** The baseline's figure; null for a fixed limit, or if the baseline has none. */
  readonly base: number | null;
  /** Totals of the subject, whatever is measured. */
  readonly held: { readonly bytes: number; readonly files: number };
  /** `actual` divided by `limit`; null if there is no limit or it is 0. */
  readonly share: number | null;
  readonly passed: boolean;
  /** In words; null if it passed. */
  readonly problem: string | null;
  /** If it failed: the largest files or, with a baseline, those that grew most. */
  readonly contributors: readonly Contributor[];
}

export interface Contributor {
  readonly path: string;
  readonly bytes: number;
  /** Its size in the baseline; null if it is not among the largest files there. */
  readonly before: number | null;
}
