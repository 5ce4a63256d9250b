/** Loaded before a program (`node --import`): a byte for each directory that it lists, and for each lstat, in all its threads. */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

for (const [name, file] of [
  ["readdirSync", process.env.CTXCHECK_BENCH_LISTS],
  ["lstatSync", process.env.CTXCHECK_BENCH_LSTATS],
]) {
  const calls = fs.openSync(file, "a");
  const asked = fs[name];
  fs[name] = (...args) => {
    fs.writeSync(calls, ".");
    return asked(...args);
  };
}
syncBuiltinESMExports();
