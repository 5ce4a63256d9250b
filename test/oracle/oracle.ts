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
  /** Builds and starts a program beforehand: minutes, where its modules are not at hand. */
  prepare(program: Program): Promise<void>;
  /** Ends the programs. Questions still open are rejected. */
  close(): Promise<void>;
}

/**
 * Whether differential tests can run: the `go` command is there. Throws where it is not and the environment
 * demands it (CTXCHECK_REQUIRE_ORACLE=1).
 */
export function oracleAvailable(): boolean {
  return available(goAvailable(), "there is no go command on the PATH");
}

/** As `oracleAvailable`, for the kind `buildah`: its working containers are the super-user's. */
export function buildahAvailable(): boolean {
  return (
    oracleAvailable() && available(process.getuid?.() === 0, "buildah's oracle runs as the super-user only")
  );
}

function available(yes: boolean, otherwise: string): boolean {
  if (!yes && process.env.CTXCHECK_REQUIRE_ORACLE === "1") {
    throw new Error(`CTXCHECK_REQUIRE_ORACLE=1, but ${otherwise}`);
  }
  return yes;
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
    prepare: async (program) => {
      await need(program);
    },
    close: async () => {
      for (const running of started.values()) await running.then((program) => program.stop());
      started.clear();
    },
  };
}
