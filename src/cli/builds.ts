import { renderBuilds } from "../report/builds.ts";
import { jsonText } from "../report/json.ts";
import type { Args } from "./command.ts";
import { findBuilds, shownBuilds } from "./found-builds.ts";
import { exitCodes, type Io } from "./io.ts";
import { directorySource, isOn, text, viewOf } from "./options.ts";

/** A file that its builder rejects is reported, and the others are still listed. */
export async function buildsCommand({ values }: Args, io: Io): Promise<number> {
  const format = isOn(values, "json") ? "json" : (text(values, "format") ?? "table");
  const builds = shownBuilds(findBuilds(values, io, { source: await directorySource(values, io) }));
  io.stdout.write(format === "json" ? jsonText(builds) : renderBuilds(builds, viewOf(values, io)));
  return exitCodes.clean;
}
