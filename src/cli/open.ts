import { spawn } from "node:child_process";
import { wrongOption } from "../errors.ts";

const openers: Readonly<Record<string, readonly string[]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Opens a page in the browser without waiting for it. Throws CtxcheckError "usage" if nothing can. */
export function openPage(path: string, platform: string): Promise<void> {
  const [program = "", ...args] = openers[platform] ?? ["xdg-open"];
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args, path], {
      ...{ detached: true, stdio: "ignore" },
      // Not where a stranger's tree has a program of that name (a PATH with ".", Windows).
      cwd: "/",
    });
    child.on("error", () =>
      reject(wrongOption("open", `${program} cannot be run`, `open "${path}" in a browser`)),
    );
    child.on("spawn", () => {
      child.unref();
      resolve();
    });
  });
}
