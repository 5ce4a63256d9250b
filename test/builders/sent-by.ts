import type { BuilderName } from "../../src/builders/builder.ts";
import { CtxcheckError } from "../../src/errors.ts";
import { listSet } from "../../src/explain/list.ts";
import type { SetName } from "../../src/model.ts";
import type { PlanOptions } from "../../src/plan/options.ts";
import { planOf, type Tree, withTree } from "../context/trees.ts";

export interface Question {
  readonly tree: Tree;
  /** The instructions behind FROM scratch. Without them, and without a Dockerfile in the tree: COPY . /ctx/ */
  readonly copy?: string;
  readonly set?: SetName;
  readonly options?: Partial<PlanOptions>;
}

const files = new Set(["Dockerfile", "Containerfile", ".dockerignore", ".containerignore"]);

/**
 * The paths of a set in one line, without the files of the build; directories end in a slash. A refusal is its code
 * in angle brackets.
 */
export function listedBy(builder: BuilderName, { tree, copy, set = "sent", options = {} }: Question): string {
  const dockerfile = "Dockerfile" in tree || "Containerfile" in tree ? {} : { Dockerfile: textOf(copy) };
  return withTree({ ...dockerfile, ...tree }, (root) => {
    try {
      const { entries } = listSet(planOf(root, builder, options), set);
      return entries
        .filter(({ path }) => !files.has(path))
        .map(({ path, type }) => path + (type === "directory" ? "/" : ""))
        .join(" ");
    } catch (error) {
      if (error instanceof CtxcheckError) return `<${error.code}>`;
      throw error;
    }
  });
}

const textOf = (copy = "COPY . /ctx/") => `FROM scratch\n${copy}\n`;
