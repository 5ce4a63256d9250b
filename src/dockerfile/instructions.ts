import type { Bytes } from "../bytes.ts";
import type { Heredoc } from "./heredoc.ts";

/** Place and text of an instruction. */
export interface InstructionReference {
  /** The first line, 1-based. For a triggered ONBUILD instruction: the FROM that triggers it. */
  line: number;
  endLine: number;
  /** The instruction on one line: continuations joined, heredoc bodies omitted. */
  text: Bytes;
  /** Whether it comes from an ONBUILD of the base stage. */
  onbuild: boolean;
}

interface Common extends InstructionReference {
  /** Comments above it; `check=skip=...` in them silences a check. */
  comments: readonly Bytes[];
}

export interface FromInstruction extends Common {
  kind: "FROM";
  base: Bytes;
  /** Lower case; empty for a stage without a name. */
  name: string;
  platform: Bytes;
}

export interface ArgInstruction extends Common {
  kind: "ARG";
  args: readonly { key: Bytes; value: Bytes | null }[];
}

export interface EnvInstruction extends Common {
  kind: "ENV" | "LABEL";
  pairs: readonly { key: Bytes; value: Bytes }[];
}

export interface CopyInstruction extends Common {
  kind: "COPY" | "ADD";
  /** As written, without heredocs. */
  sources: readonly Bytes[];
  dest: Bytes;
  heredocs: readonly Pick<Heredoc, "name" | "content" | "expand">[];
  /** COPY only; empty without `--from`. */
  from: Bytes;
  chown: Bytes;
  chmod: Bytes;
  link: boolean;
  /** COPY only. */
  parents: boolean;
  excludes: readonly Bytes[];
  /** ADD only. */
  checksum: Bytes;
  keepGitDir: boolean | null;
  /** ADD only; null if the flag is not given. */
  unpack: boolean | null;
}

export interface RunInstruction extends Common {
  kind: "RUN";
  /** Values of `--mount`, not parsed yet: variables in them are replaced first. */
  mounts: readonly Bytes[];
  args: readonly Bytes[];
  json: boolean;
  heredocs: readonly Heredoc[];
}

export interface WordInstruction extends Common {
  kind: "WORKDIR" | "USER" | "STOPSIGNAL";
  value: Bytes;
}

export interface ListInstruction extends Common {
  kind: "VOLUME" | "EXPOSE";
  values: readonly Bytes[];
}

export interface OnbuildInstruction extends Common {
  kind: "ONBUILD";
  /** The triggered instruction with its heredocs, as a separate Dockerfile. */
  expression: Bytes;
}

/** CMD, ENTRYPOINT, HEALTHCHECK, SHELL, MAINTAINER: they do not concern files. */
export interface OtherInstruction extends Common {
  kind: "OTHER";
}

export type Instruction =
  | FromInstruction
  | ArgInstruction
  | EnvInstruction
  | CopyInstruction
  | RunInstruction
  | WordInstruction
  | ListInstruction
  | OnbuildInstruction
  | OtherInstruction;
