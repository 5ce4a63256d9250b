import { columns } from "./columns.ts";
import { safe } from "./escape.ts";
import { paint, type View } from "./view.ts";
import { joined, titled } from "./words.ts";

export interface SettingRow {
  readonly key: string;
  readonly value: string | boolean;
  readonly from: "flag" | "environment" | "config" | "default";
  /** The place in the configuration file, or the name of the variable. */
  readonly place: string | null;
  /** Its effect on the check of a caller who set nothing: only for a configuration file. */
  readonly effect: "loosens" | "chooses-build" | null;
}

export interface SettingsListing {
  readonly file: string | null;
  readonly options: readonly SettingRow[];
  /** What the file sets for single commands. */
  readonly commands: Readonly<Record<string, readonly SettingRow[]>>;
  /** Variables with ctxcheck's prefix that name no option. */
  readonly unknownVariables: readonly string[];
}

export function renderSettings(
  { file, options, commands, unknownVariables }: SettingsListing,
  view: View,
): string {
  return joined([
    [`${paint(view, "bold", "Configuration")}  ${safe(file ?? "none: no configuration file is read")}`],
    columns(options.map((row) => cells(row, view))),
    ...Object.entries(commands).map(([name, rows]) =>
      titled(name, columns(rows.map((row) => cells(row, view))), view),
    ),
    unknownVariables.map((name) => paint(view, "yellow", `${safe(name)} names no option`)),
  ]);
}

const effects = { loosens: "loosens the check", "chooses-build": "chooses the build" };

function cells({ key, value, from, place, effect }: SettingRow, view: View): string[] {
  const whence = place === null ? from : safe(place);
  const shown = from === "default" ? paint(view, "dim", whence) : whence;
  return [key, safe(String(value)), shown, ...(effect === null ? [] : [effects[effect]])];
}
