import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { main } from "../../src/cli/main.ts";

export type Tree = Readonly<Record<string, string>>;

export interface Done {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory with these files, in which commands run. */
export interface Place {
  readonly cwd: string;
  run(argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<Done>;
  read(path: string): string;
  write(files: Tree): void;
}

export async function inTree<T>(files: Tree, work: (place: Place) => Promise<T>): Promise<T> {
  const cwd = mkdtempSync(join(tmpdir(), "ctxcheck-builds-"));
  const write = (added: Tree) => {
    for (const [path, text] of Object.entries(added)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
  };
  try {
    write(files);
    return await work({
      cwd,
      run: (argv, env = {}) => runIn(cwd, argv, env),
      read: (path) => readFileSync(join(cwd, path), "utf8"),
      write,
    });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

async function runIn(
  cwd: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Done> {
  const out = { stdout: "", stderr: "" };
  const text = (data: string | Uint8Array) =>
    typeof data === "string" ? data : Buffer.from(data).toString();
  const code = await main(
    {
      argv,
      env,
      cwd,
      stdin: (async function* (): AsyncGenerator<Uint8Array> {})(),
      stdout: { write: (data) => (out.stdout += text(data)) },
      stderr: { write: (data) => (out.stderr += text(data)) },
    },
    "0.0.0",
  );
  return { code, ...out };
}
