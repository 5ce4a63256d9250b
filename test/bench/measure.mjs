import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

/** The program of a C file beside this one; null where there is no compiler. */
export function compile(name, folder) {
  const program = join(folder, name);
  try {
    execFileSync("cc", ["-O2", "-o", program, fileURLToPath(new URL(`${name}.c`, import.meta.url))], {
      stdio: "ignore",
    });
    return program;
  } catch {
    return null;
  }
}

/**
 * Measures one process: wall and CPU in ms, memory in MiB, its exit code. Without a compiler there is nobody to ask what
 * it used, and only wall time is known.
 */
export function startMeasuring(folder) {
  const launcher = compile("measure", folder);
  return (command, stdin = "") => {
    if (launcher === null) return timed(command, stdin);
    const { stdout } = spawnSync(launcher, command, { input: stdin, encoding: "utf8" });
    const [wall = 0, user = 0, system = 0, kib = 0, exit = 0] = stdout.split(" ").map(Number);
    return { wall, cpu: user + system, memory: kib / 1024, exit };
  };
}

function timed([program, ...args], input) {
  const start = performance.now();
  const { status } = spawnSync(program, args, { input, stdio: ["pipe", "ignore", "ignore"] });
  return { wall: performance.now() - start, cpu: null, memory: null, exit: status };
}
