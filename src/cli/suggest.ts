import { suggestLines } from "../advise/learn.ts";
import { jsonText } from "../report/json.ts";
import { renderSuggestions } from "../report/suggestions.ts";
import type { Args } from "./args.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { isOn, limits, planOptions, secretOptions, viewOf } from "./options.ts";
import { progressLine } from "./progress.ts";

export async function suggestCommand({ values }: Args, io: Io): Promise<number> {
  const progress = progressLine(io.stderr);
  const options = {
    ...(await planOptions(values, io)),
    limits: limits(values),
    secrets: await secretOptions(values, (files) => progress.show(files, "files searched")),
    onProgress: progress.show,
  };
  const suggestions = await suggestLines(options).finally(progress.clear);
  io.stdout.write(
    isOn(values, "json") ? jsonText(suggestions) : renderSuggestions(suggestions, viewOf(values, io)),
  );
  return exitCodes.clean;
}
