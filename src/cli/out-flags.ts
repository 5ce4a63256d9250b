import { type Flag, flag, osFlag, text } from "./flags.ts";

export const exportFlags = {
  os: osFlag,
  output: { ...text("file to write; - is stdout"), alias: "o", path: "whole" },
} satisfies Record<string, Flag>;

export const hashFlags = {
  os: osFlag,
  by: { ...text("print a line for each instruction that copies from the context"), choices: ["instruction"] },
  modes: {
    ...text("which mode bits count: git's (executable or not), or all"),
    choices: ["git", "exact"],
    default: "git",
  },
  explain: {
    ...text("show why the key in this file differs from that in the operand; hash --json wrote both"),
    path: "whole",
  },
  threads: text("threads that read files beside the main one (default: one per processor)"),
  json: flag("print JSON: inputs, entries and instructions with a digest each"),
} satisfies Record<string, Flag>;
