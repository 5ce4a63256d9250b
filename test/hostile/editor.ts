import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { builtProgram } from "../cli/built.ts";
import { plant, scratch } from "../context/trees.ts";
import { type Client, startClient } from "../editor/client.ts";

/**
 * A server for each path: it is shown one text after the other, and has to be there after all of them. To start one takes
 * longer than to answer.
 */
export function editors(): (path: string) => Promise<Client> {
  const started = new Map<string, { readonly root: string; readonly client: Promise<Client> }>();
  afterAll(async () => {
    for (const { root, client } of started.values()) {
      expect(await (await client).close()).toBe(0);
      rmSync(root, { recursive: true });
    }
  });
  const start = (path: string) => {
    const root = mkdtempSync(join(scratch, "ctxcheck-editor-"));
    plant(root, {
      Dockerfile: "FROM scratch\nCOPY . /\n",
      ".dockerignore": "a\na\n.git\n",
      a: 3,
      "src/b": 5,
    });
    const one = { root, client: builtProgram().then((program) => startClient(program, root)) };
    started.set(path, one);
    return one;
  };
  return (path) => (started.get(path) ?? start(path)).client;
}
