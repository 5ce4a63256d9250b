import { CtxcheckError } from "../../errors.ts";
import type { ConfigFile } from "./find.ts";
import type { ConfigOption, Setting } from "./option.ts";

/**
 * A configuration that lies in a tree may be a stranger's: it narrows a check and names files of its repository for
 * reading, and nothing else. `at` is the place of the value, for people. Throws CtxcheckError "config".
 */
export function refuseUntrusted(
  option: ConfigOption,
  value: Setting["value"],
  { isNamed }: Pick<ConfigFile, "isNamed">,
  at: string,
): void {
  const why = value === false ? null : (callerOnly(option) ?? (isNamed ? null : namedOnly(option, value)));
  if (why === null) return;
  const orNamed = option.trust === "caller" ? "" : ", name this file with --config";
  throw new CtxcheckError(
    "config",
    `${at}: ${why}`,
    `give --${option.name} on the command line instead${orNamed}, or run with --no-config`,
  );
}

const callerOnly = ({ trust }: ConfigOption) =>
  trust === "caller" ? "no configuration file makes ctxcheck write" : null;

/** What a file that was only found may not say. */
function namedOnly({ name, trust, path }: ConfigOption, value: Setting["value"]): string | null {
  if (trust === "named-file") return "a configuration file that was found in the tree may not set this";
  if (name === "format" && String(value).includes("="))
    return "a configuration file that was found in the tree does not choose where a report is written";
  if (name === "build-arg" && !String(value).includes("="))
    return "a configuration file that was found in the tree reads nothing of the environment: write name=value";
  return path === "whole" && value === "-"
    ? "a configuration file that was found in the tree does not read stdin"
    : null;
}
