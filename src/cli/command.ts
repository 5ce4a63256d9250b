import type { PositionalOptions } from "yargs";
import type { LoadedConfig, SettingMap } from "./config/load.ts";
import type { ConfigOptions } from "./config/option.ts";
import type { Flag } from "./flags.ts";
import type { Io } from "./io.ts";

export type Run = (args: Settled, io: Io) => Promise<number>;

/** To add a command: one file like ls.ts, one row here, its options in flags.ts. */
export interface Command {
  /** As the argument parser reads it: the name and its operand. "$0" is the command without a name. */
  readonly words: string;
  /** For `--help`; begins with a verb. */
  readonly describe: string;
  readonly example: string;
  /** Common options that this command does not use. */
  readonly ignores?: readonly string[];
  readonly operand?: PositionalOptions & Pick<Flag, "path"> & { readonly name: string };
  readonly flags: Readonly<Record<string, Flag>>;
  /** Loaded on demand, except the report, which most runs need. */
  readonly load: () => Promise<Run>;
}

/** "$0" is the report. */
export const nameOf = ({ words }: Pick<Command, "words">): string => words.split(" ")[0] ?? "";

/** The parsed command line, unresolved: an option that was not given is undefined until `settle`. */
export interface Args {
  readonly command: Command;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Effective options of a command, and the origin of each. */
export interface Settled extends Args {
  readonly settings: SettingMap;
  /** Contents of the configuration file; null if there is none. */
  readonly config: LoadedConfig | null;
  readonly options: () => ConfigOptions;
}
