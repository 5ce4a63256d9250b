import { execFileSync } from "node:child_process";
import { plant, type Tree } from "../trees.ts";

/** Runs git as somebody, and gives what it printed. */
export function git(root: string, ...args: string[]): string {
  const who = ["-c", "user.name=n", "-c", "user.email=a@b", "-c", "protocol.file.allow=always"];
  return execFileSync("git", ["-C", root, ...who, ...args], {
    stdio: ["ignore", "pipe", "ignore"],
  }).toString();
}

/** A repository with one commit that holds the tree. */
export function repository(root: string, tree: Tree): void {
  git(root, "init", "-q", "-b", "main");
  commit(root, tree);
}

/** Adds the tree to what is there, and commits everything. */
export function commit(root: string, tree: Tree): void {
  plant(root, tree);
  git(root, "add", "-A");
  git(root, "commit", "-q", "--allow-empty", "-m", "more");
}
