import { renderBuilds } from "../report/builds.ts";
import { jsonText } from "../report/json.ts";
import type { Args } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import { findBuilds } from "./found-builds.ts";
import type { Io } from "./io.ts";
import { directorySource, isOn, text, viewOf } from "./options.ts";

/** A file that its builder refuses is reported, and the others are listed all the same. */
export async function buildsCommand({ values }: Args, io: Io): Promise<number> {
  const format = isOn(values, "json") ? "json" : (text(values, "format") ?? "table");
  const found = findBuilds(values, io, { source: await directorySource(values, io) });
  const builds = found.builds.map((build) => found.secrets.maskBuild(build));
  const { problems } = found;
  if (format === "json") io.stdout.write(jsonText({ version: 1, builds, problems }));
  else io.stdout.write(renderBuilds({ builds, problems }, viewOf(values, io)));
  return exitCodes.clean;
}
