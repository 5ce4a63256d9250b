import { chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CtxcheckError } from "../errors.ts";
import { safe } from "../report/escape.ts";
import type { Args } from "./args.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";

const mark = "# Written by `ctxcheck plugin install`; `ctxcheck plugin uninstall` removes it.";

/** `docker ctxcheck` for this user: a launcher where docker looks for its plugins. */
export async function pluginCommand({ values }: Args, io: Io): Promise<number> {
  const path = join(pluginDirectory(io), "docker-ctxcheck");
  io.stdout.write(`${values.action === "install" ? install(path) : uninstall(path)}\n`);
  return exitCodes.clean;
}

/** docker/cli: config.Dir, and cli-plugins in it. */
function pluginDirectory({ env }: Io): string {
  const { DOCKER_CONFIG = "", HOME = "" } = env;
  if (DOCKER_CONFIG === "" && HOME === "")
    throw new CtxcheckError("usage", "plugin: neither DOCKER_CONFIG nor HOME is set", "set DOCKER_CONFIG");
  return join(DOCKER_CONFIG || join(HOME, ".docker"), "cli-plugins");
}

function install(path: string): string {
  refuseForeign(path);
  const draft = `${path}.new`;
  attempt(path, () => {
    mkdirSync(join(path, ".."), { recursive: true });
    rmSync(draft, { force: true });
    writeFileSync(draft, launcher(), { flag: "wx" });
    chmodSync(draft, 0o755);
    renameSync(draft, path);
  });
  return `Installed ${safe(path)}: docker ctxcheck --help`;
}

/** Node as the PATH has it when docker runs: it outlives an update. */
function launcher(): string {
  const program = fileURLToPath(new URL("../bin/docker-ctxcheck.js", import.meta.url));
  return `#!/bin/sh\n${mark}\nexec node '${program.replaceAll("'", "'\\''")}' "$@"\n`;
}

function uninstall(path: string): string {
  if (!refuseForeign(path)) return `Nothing to remove: there is no ${safe(path)}`;
  attempt(path, () => rmSync(path));
  return `Removed ${safe(path)}`;
}

/** Whether the launcher is there. Throws where something else is. */
function refuseForeign(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  const isOurs = stats.isFile() && readFileSync(path, "utf8").split("\n")[1] === mark;
  if (isOurs) return true;
  throw new CtxcheckError(
    "usage",
    `"${path}" is not what ctxcheck plugin install writes`,
    "move it away first",
  );
}

function attempt(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CtxcheckError("usage", `plugin: cannot change "${path}" (${reason})`, "check the permissions");
  }
}
