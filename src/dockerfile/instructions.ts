import type { Bytes } from "../bytes.ts";
import type { Heredoc } from "./heredoc.ts";

/** Where an instruction stands, and what it says. */
export interface InstructionReference {
  /** The first line, from 1. For a triggered ONBUILD instruction: the FROM that triggers it. */
  line: number;
  endLine: number;
  /** The instruction on one line: continuations joined, heredoc bodies left out. */
  text: Bytes;
  /** It came out of an ONBUILD of the base stage. */
  onbuild: boolean;
}

interface Common extends InstructionReference {
  /** Comments above it; `check=skip=...` there silences a check. */
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
  /** As written, heredocs left out. */
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
  /** The values of `--mount`, not yet read: variables in them are replaced first. */
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
  /** The triggered instruction, with its heredocs, as a Dockerfile of its own. */
  expression: Bytes;
}

/** CMD, ENTRYPOINT, HEALTHCHECK, SHELL, MAINTAINER: they say nothing about files. */
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
