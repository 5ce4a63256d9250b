import { isAbsolute, isRemote, join } from "../paths.ts";
import { Refusal } from "../refusal.ts";
import { eachService } from "./canonical.ts";
import type { Loading } from "./loading.ts";
import { isMapping, type Mapping, type Value } from "./value.ts";

/** Makes contexts and the files of `extends` relative to the folder of their file. Throws Refusal. */
export function resolvePaths(model: Mapping, folder: string, { env }: Loading): void {
  const home = env.get("HOME");
  eachService(model, (service, at) => {
    const build = service.get("build");
    if (isMapping(build)) resolveBuild(build, folder, home, at);
    const extension = service.get("extends");
    const file = isMapping(extension) ? extension.get("file") : undefined;
    if (isMapping(extension) && typeof file === "string") extension.set("file", absolute(file, folder, home));
  });
}

function resolveBuild(build: Mapping, folder: string, home: string | undefined, at: string): void {
  const context = build.get("context");
  if (context !== undefined) build.set("context", resolveContext(context, folder, home, at));
  const named = build.get("additional_contexts");
  if (!isMapping(named)) return;
  for (const [name, value] of named) named.set(name, resolveContext(value, folder, home, at));
}

function resolveContext(context: Value, folder: string, home: string | undefined, at: string): string {
  if (typeof context !== "string") throw new Refusal(`${at}.build: a context is not a string`);
  const isElsewhere = context.includes("://") || context.startsWith("service:") || isRemote(context);
  return isElsewhere ? context : absolute(context, folder, home);
}

function absolute(path: string, folder: string, home: string | undefined): string {
  const expanded = path.startsWith("~") && home !== undefined ? join(home, path.slice(1)) : path;
  return isAbsolute(expanded) || expanded === "" ? expanded : join(folder, expanded);
}
