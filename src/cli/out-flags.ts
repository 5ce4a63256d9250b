import { type Flag, flag, text } from "./flags.ts";

export const exportFlags = {
  output: { ...text("the file to write; - is stdout"), alias: "o", path: "whole" },
} satisfies Record<string, Flag>;

export const hashFlags = {
  by: { ...text("a line for each instruction that copies from the context"), choices: ["instruction"] },
  modes: {
    ...text("which bits of a mode count: git's (executable or not), or all"),
    choices: ["git", "exact"],
    default: "git",
  },
  explain: {
    ...text("why the key in this file differs from that in the operand; hash --json wrote both"),
    path: "whole",
  },
  threads: text("threads beside the main one that read files (default: one a processor)"),
  json: flag("data: inputs, entries and instructions with a digest each"),
} satisfies Record<string, Flag>;
