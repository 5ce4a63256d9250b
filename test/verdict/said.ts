import { runHere } from "../cli/run.ts";
import { type Tree, withTree } from "../context/trees.ts";

/** What a command says, on both streams, and its exit code. */
export const said = (tree: Tree, args: readonly string[]) =>
  withTree(tree, async (cwd) => {
    const { code, stdout, stderr } = await runHere(args, { cwd });
    return { code, text: stdout + stderr, stdout };
  });
