import type { Bytes } from "../bytes.ts";
import type { JunkKind } from "../ecosystems/ecosystem.ts";
import type { Finding } from "../findings/finding.ts";
import type { Amount } from "../model.ts";

export type Confidence = "high" | "medium" | "low";

/** Something that could be excluded. */
export interface Candidate {
  readonly kind: JunkKind | "secret" | "large";
  /** For people, as in "2 files of ...". */
  readonly what: string;
  /** What is to stay out; none below another one. */
  readonly paths: readonly Bytes[];
  /** What is sent at and below them, where the walk measured it. */
  readonly sent?: Amount;
  /** Lines to try, the best first: each of them has to exclude all of `paths` and nothing else. */
  readonly spellings: readonly (readonly Bytes[])[];
  readonly confidence: Confidence;
  /** Nothing of it is sent: the build fails over it. */
  readonly isUnreadable?: boolean;
  /** Why no more, or no less. */
  readonly reason: string;
}

/** Something that could be in the way, but that a build needs or may need. */
export interface Withheld {
  readonly what: string;
  readonly paths: readonly Bytes[];
  readonly reason: string;
  /** The instruction that names it, and how what does not want it does without. */
  readonly by?: string | undefined;
  readonly instead?: string | undefined;
}

/** A finding about something that is sent, with the line that its rule thinks of. */
export type Wishing = Finding & { readonly path: Bytes; readonly fix: Bytes };
