import { CtxcheckError } from "../errors.ts";
import type { Settled } from "./command.ts";

/**
 * A command that writes does so only where the caller says. Throws CtxcheckError "config" if one of these options comes
 * from a configuration file that was only found.
 */
export function requireOwnPlaces({ settings, config }: Settled, names: readonly string[]): void {
  if (config === null || config.isNamed) return;
  for (const name of names) {
    const setting = settings.get(name)?.at(-1);
    if (setting?.origin.from !== "config") continue;
    const { file, line, key } = setting.origin;
    throw new CtxcheckError(
      "config",
      `${file}${line === null ? "" : `:${line}`}: ${key}: a configuration file that was found in the tree may not choose what is written`,
      `set it on the command line (${wordsFor(name, String(setting.value))}), or name the file with --config`,
    );
  }
}

const wordsFor = (name: string, value: string) =>
  name === "context" ? `the context "${value}"` : `--${name} "${value}"`;
