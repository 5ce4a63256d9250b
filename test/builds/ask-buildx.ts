import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import type { Build } from "../../src/builds/model.ts";
import type { BuildsCase } from "./generate-bake.ts";

/** What a builder and ctxcheck are compared by. */
export type Plain = Pick<
  Build,
  "name" | "context" | "dockerfile" | "inline" | "target" | "args" | "contexts" | "platforms"
>;

interface Printed {
  readonly target: Readonly<Record<string, PrintedTarget>>;
}

interface PrintedTarget {
  readonly context?: string;
  readonly dockerfile?: string;
  readonly "dockerfile-inline"?: string;
  readonly target?: string;
  readonly args?: Readonly<Record<string, string | null>>;
  readonly contexts?: Readonly<Record<string, string>>;
  readonly platforms?: readonly string[];
}

/** A program `buildx`: CTXCHECK_BUILDX, or the one on the PATH. */
export function buildxProgram(): string | null {
  const program = process.env.CTXCHECK_BUILDX ?? "buildx";
  return spawnSync(program, ["version"], { stdio: "ignore" }).status === 0 ? program : null;
}

/** A secret agent's socket has to be there, though nobody listens. */
export function withSocket(): { readonly path: string; close(): void } {
  const folder = mkdtempSync(join(tmpdir(), "ctxcheck-agent-"));
  const server = createServer().listen(join(folder, "agent"));
  server.unref();
  return {
    path: join(folder, "agent"),
    close: () => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The targets of `buildx bake --print "*"`; null where it refuses, undefined where there is no target at all. */
export function askBuildx(
  program: string,
  { tree, files, env }: BuildsCase,
  socket: string,
): Plain[] | null | undefined {
  const top = mkdtempSync(join(tmpdir(), "ctxcheck-bake-"));
  const root = join(top, "a/b/c/d/project");
  try {
    for (const [path, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const args = ["bake", ...files.flatMap((file) => ["-f", file]), "--print", "*"];
    const given = { HOME: "/root", PATH: "/bin", SSH_AUTH_SOCK: socket, ...env };
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, env: given, encoding: "utf8" });
    if (stderr.includes("could not find any target")) return undefined;
    if (status !== 0) return null;
    const { target }: Printed = JSON.parse(stdout);
    return Object.entries(target).map(([name, one]) => plainTarget(name, one, root));
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

const isRemote = (path: string) => /^(https?|git|ssh):\/\/|^git@|^github\.com\//.test(path);

function plainTarget(name: string, one: PrintedTarget, root: string): Plain {
  const context = local(one.context ?? ".", root);
  const inline = one["dockerfile-inline"] ?? "";
  const written = one.dockerfile ?? "Dockerfile";
  const stays = isRemote(context) || isRemote(written);
  const joined = /^(\/|cwd:)/.test(written) ? written : posix.join(context, written);
  return {
    name,
    context,
    dockerfile: inline !== "" ? null : stays ? written : local(joined, root),
    inline: inline === "" ? null : unwritten(inline),
    target: one.target || null,
    args: mapValues(one.args ?? {}, (value) => (value === null ? null : unwritten(value))),
    contexts: mapValues(one.contexts ?? {}, (value) =>
      /^(target|docker-image|oci-layout):/.test(value) ? value : local(value, root),
    ),
    platforms: one.platforms ?? [],
  };
}

const mapValues = <T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

/** bake prints what a template would take as its own with one more sign. */
const unwritten = (text: string) => text.replaceAll("$${", "${").replaceAll("%%{", "%{");

function local(path: string, root: string): string {
  if (isRemote(path)) return path;
  const plain = path.startsWith("cwd://") ? path.slice("cwd://".length) : path;
  const inside = plain.startsWith(tmpdir()) ? posix.relative(root, plain) : plain;
  const clean = posix.normalize(inside || ".").replace(/(?<=.)\/$/, "");
  return clean === "." ? "" : clean;
}
