import { buildProgram, goAvailable, type Program } from "./build.ts";
import type { Kinds } from "./kinds.ts";
import { type Running, startProgram } from "./running.ts";

export type * from "./kinds.ts";

/** The builders' own code, asked case by case. */
export interface Oracle {
  /**
   * Answers one case. Many may be asked at once; they are answered as they are done.
   * Rejects where the case could not be asked; what a builder refuses is an answer with `error`.
   */
  ask<K extends keyof Kinds>(kind: K, question: Kinds[K]["case"]): Promise<Kinds[K]["answer"]>;
  /** Ends the programs. Questions still open are rejected. */
  close(): Promise<void>;
}

/**
 * Whether differential tests can run: the `go` command is there. Throws where it is not and the environment
 * demands it (CTXCHECK_REQUIRE_ORACLE=1).
 */
export function oracleAvailable(): boolean {
  const available = goAvailable();
  if (!available && process.env.CTXCHECK_REQUIRE_ORACLE === "1") {
    throw new Error("CTXCHECK_REQUIRE_ORACLE=1, but there is no go command on the PATH");
  }
  return available;
}

/** An oracle whose programs are built and started at the first question that needs them. */
export function openOracle(): Oracle {
  const started = new Map<Program, Promise<Running>>();
  const need = (program: Program): Promise<Running> => {
    const running = started.get(program) ?? buildProgram(program).then(startProgram);
    started.set(program, running);
    return running;
  };
  return {
    ask: async (kind, question) =>
      (await need(kind === "buildah" ? "buildah" : "docker")).ask(kind, question),
    close: async () => {
      for (const running of started.values()) await running.then((program) => program.stop());
      started.clear();
    },
  };
}
