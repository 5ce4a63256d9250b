export const context = {
  name: "context",
  type: "string",
  default: ".",
  describe: "the directory that docker build gets",
  path: "whole",
} as const;

export const paths = {
  name: "paths",
  type: "string",
  array: true,
  default: [],
  describe: "paths in the context",
} as const;

export const sides = {
  name: "sides",
  type: "string",
  array: true,
  default: [],
  describe:
    "two of: a directory, a saved JSON report, a commit; the second is the context where it is left out",
} as const;

export const parts = {
  name: "parts",
  type: "string",
  array: true,
  default: [],
  describe: "files that --format blob wrote",
} as const;
