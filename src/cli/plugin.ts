import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { fromText } from "../bytes.ts";
import { wrongUse } from "../errors.ts";
import { safe } from "../report/escape.ts";
import { shellWord } from "../shell.ts";
import type { Args } from "./command.ts";
import { exitCodes, type Io } from "./io.ts";
import { reasonOf, writeFile } from "./write-file.ts";

const mark = "# Written by `ctxcheck plugin install`; `ctxcheck plugin uninstall` removes it.";

/** Installs or removes `docker ctxcheck` for this user: a launcher where docker looks for its plugins. */
export async function pluginCommand({ values }: Args, io: Io): Promise<number> {
  const path = resolve(io.cwd, pluginDirectory(io), "docker-ctxcheck");
  io.stdout.write(`${values.action === "install" ? install(path, io) : uninstall(path)}\n`);
  return exitCodes.clean;
}

/** docker/cli: config.Dir, and cli-plugins in it. */
function pluginDirectory({ env }: Io): string {
  const { DOCKER_CONFIG = "", HOME = "" } = env;
  if (DOCKER_CONFIG === "" && HOME === "")
    throw wrongUse("plugin: neither DOCKER_CONFIG nor HOME is set", "set DOCKER_CONFIG");
  return join(DOCKER_CONFIG || join(HOME, ".docker"), "cli-plugins");
}

/** The directory is the user's own, and so are its links. */
function install(path: string, io: Io): string {
  refuseForeign(path);
  attempt(path, () => mkdirSync(join(path, ".."), { recursive: true }));
  const destination = { path: fromText(path), shown: path, trees: [], code: "usage" } as const;
  writeFile(destination, launcher(), io, { mode: 0o755 });
  return `Installed ${safe(path)}: docker ctxcheck --help`;
}

/** Uses node from the PATH at the time docker runs it, so that it survives an update. */
function launcher(): string {
  const program = fileURLToPath(new URL("../bin/docker-ctxcheck.js", import.meta.url));
  if (!existsSync(program))
    throw wrongUse(
      "plugin: ctxcheck.mjs cannot be a docker plugin",
      "install the package, and run ctxcheck plugin install",
    );
  return `#!/bin/sh\n${mark}\nexec node ${shellWord(program)} "$@"\n`;
}

function uninstall(path: string): string {
  if (!refuseForeign(path)) return `Nothing to remove: there is no ${safe(path)}`;
  attempt(path, () => rmSync(path));
  return `Removed ${safe(path)}`;
}

/** Whether the launcher exists. Throws if something else does. */
function refuseForeign(path: string): boolean {
  const kind = kindOf(path);
  if (kind !== "foreign") return kind === "ours";
  throw wrongUse(`"${path}" is not what ctxcheck plugin install writes`, "move it away first");
}

/** Throws if the path cannot be examined: a part of it may be a file. */
function kindOf(path: string): "ours" | "foreign" | "nothing" {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return "nothing";
    const isOurs = stats.isFile() && readFileSync(path, "utf8").split("\n")[1] === mark;
    return isOurs ? "ours" : "foreign";
  } catch (error) {
    throw wrongUse(`plugin: cannot read "${path}": ${reasonOf(error)}`, "set DOCKER_CONFIG to a directory");
  }
}

function attempt(path: string, change: () => void): void {
  try {
    change();
  } catch (error) {
    const why = `plugin: cannot change "${path}": ${reasonOf(error)}`;
    throw wrongUse(why, "set DOCKER_CONFIG to a directory that you may write to");
  }
}
