import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Kinds } from "./kinds.ts";

/** A started program. */
export interface Running {
  ask<K extends keyof Kinds>(kind: K, question: Kinds[K]["case"]): Promise<Kinds[K]["answer"]>;
  stop(): Promise<void>;
}

/** Both ends state an answer's type (kinds.ts and the Go sources); nothing checks it in between. */
type Json = ReturnType<typeof JSON.parse>;

interface Waiting {
  resolve(answer: Json): void;
  reject(error: Error): void;
}

/** Starts a program that answers JSON lines. Its death rejects what is still waiting. */
export function startProgram(binary: string): Running {
  const child = spawn(binary, { stdio: ["pipe", "pipe", "pipe"] });
  const waiting = new Map<number, Waiting>();
  let last = 0;
  hear(child, waiting);
  return {
    ask: (kind, question) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        child.stdin.write(`${JSON.stringify({ id, kind, case: question })}\n`);
      }),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.stdin.end();
      await gone;
    },
  };
}

function hear(child: ChildProcessWithoutNullStreams, waiting: Map<number, Waiting>): void {
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-4000);
  });
  createInterface({ input: child.stdout, crlfDelay: Infinity }).on("line", (line) => settle(line, waiting));
  const end = (why: string) => {
    for (const { reject } of waiting.values()) reject(new Error(`the oracle ended (${why}) ${complaint}`));
    waiting.clear();
  };
  child.on("error", (error) => end(error.message));
  child.stdin.on("error", (error) => end(error.message));
  child.on("close", (code, signal) => end(`${code ?? signal}`));
}

function settle(line: string, waiting: Map<number, Waiting>): void {
  const { id, answer, failure } = JSON.parse(line);
  const asked = waiting.get(id);
  waiting.delete(id);
  if (failure === undefined) asked?.resolve(answer);
  else asked?.reject(new Error(failure));
}
