import { suggestLines } from "../advise/learn.ts";
import { safe } from "../report/escape.ts";
import { jsonText } from "../report/json.ts";
import { buildNames } from "../report/notice.ts";
import { renderSuggestions } from "../report/suggestions.ts";
import { paint } from "../report/view.ts";
import type { Settled } from "./command.ts";
import { learnOptions } from "./gate.ts";
import { exitCodes, type Io } from "./io.ts";
import { namesBuilds } from "./names-builds.ts";
import { isOn, viewOf } from "./options.ts";
import { reportProblems, reportVerdicts } from "./problems.ts";
import { progressLine } from "./progress.ts";

export async function suggestCommand(settled: Settled, io: Io): Promise<number> {
  const { values } = settled;
  if (namesBuilds(values)) return suggestAll(settled, io);
  const progress = progressLine(io);
  const learning = await learnOptions(values, io, progress.show);
  const suggestions = await suggestLines({ ...learning, onProgress: progress.show }).finally(progress.clear);
  io.stdout.write(
    isOn(values, "json") ? jsonText(suggestions) : renderSuggestions(suggestions, viewOf(values, io)),
  );
  reportVerdicts(learning, io);
  return reportProblems(suggestions.problems, io) ? exitCodes.refused : exitCodes.clean;
}

/** Suggests, for every ignore file, what suits all builds that read it. */
async function suggestAll(settled: Settled, io: Io): Promise<number> {
  const { buildGroups } = await import("./build-groups.ts");
  const { suggestForBuilds } = await import("../advise/for-builds.ts");
  const groups = await buildGroups(settled, io);
  const all = [];
  for (const { builds } of groups) {
    all.push((await suggestForBuilds(builds)) ?? []);
    for (const { options } of builds) reportVerdicts(options, io);
  }
  const ignoreFiles = all.flat();
  const view = viewOf(settled.values, io);
  const text = () =>
    ignoreFiles
      .map(
        (one) =>
          `${paint(view, "bold", `Context ${safe(one.context)}, ${buildNames(one.builds)}`)}\n${renderSuggestions(one, view)}`,
      )
      .join("\n");
  io.stdout.write(isOn(settled.values, "json") ? jsonText({ version: 1, ignoreFiles }) : text());
  const fails = ignoreFiles.map(({ problems }) => reportProblems(problems, io));
  return fails.includes(true) ? exitCodes.refused : exitCodes.clean;
}
