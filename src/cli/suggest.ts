import { suggestLines } from "../advise/learn.ts";
import { jsonText } from "../report/json.ts";
import { renderSuggestions } from "../report/suggestions.ts";
import type { Args } from "./args.ts";
import { exitCodes } from "./exit-codes.ts";
import { learnOptions } from "./gate.ts";
import type { Io } from "./io.ts";
import { isOn, viewOf } from "./options.ts";
import { progressLine } from "./progress.ts";

export async function suggestCommand({ values }: Args, io: Io): Promise<number> {
  const progress = progressLine(io);
  const learning = await learnOptions(values, io, progress.show);
  const suggestions = await suggestLines({ ...learning, onProgress: progress.show }).finally(progress.clear);
  io.stdout.write(
    isOn(values, "json") ? jsonText(suggestions) : renderSuggestions(suggestions, viewOf(values, io)),
  );
  return exitCodes.clean;
}
