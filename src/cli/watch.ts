import { isDirectory } from "../context/source.ts";
import { CtxcheckError, wrongOption } from "../errors.ts";
import { inspectBuild } from "../inspect.ts";
import type { InspectOptions } from "../inspect-options.ts";
import { openLive } from "../live/live.ts";
import { safe } from "../report/escape.ts";
import { renderLive, troubleWords } from "../report/live.ts";
import { renderTable } from "../report/table.ts";
import type { Report } from "../report-model.ts";
import { EarlierScan } from "../survey/earlier.ts";
import type { Args } from "./command.ts";
import { inspectOptions } from "./gate.ts";
import type { Io } from "./io.ts";
import { namesBuilds } from "./names-builds.ts";
import { isOn, text, viewOf, wantedFormats } from "./options.ts";
import { progressLine } from "./progress.ts";

/** `ctxcheck --watch`: runs until it is stopped. The disk is read once, and after that only what changed. */
export async function watchCommand({ values }: Args, io: Io): Promise<never> {
  if (wantedFormats(values).some(({ format, file }) => format !== "table" || file !== null))
    throw wrongUse("it reports as a table", "leave out --format");
  if (namesBuilds(values)) throw wrongUse("it follows one build", "leave out --all and --build");
  if (isOn(values, "git") || text(values, "ref") !== undefined)
    throw wrongUse("a commit does not change", "leave out --git and --ref");
  const progress = progressLine(io);
  const options = await inspectOptions(values, io, progress.show);
  if (!isDirectory(options.source)) throw wrongUse("only a directory changes", "name a directory");
  const view = viewOf(values, io);
  const live = openLive(options, {
    report: reporter(options, io),
    onTrouble: (trouble) => io.stderr.write(`ctxcheck: ${troubleWords(trouble)}\n`),
  });
  const first = await live.first();
  progress.clear();
  if (first !== null) io.stdout.write(renderTable(first, view));
  io.stderr.write(`ctxcheck: watching "${safe(options.context)}"; Ctrl-C ends it\n`);
  for (;;) {
    const step = await live.next();
    if ("first" in step) io.stdout.write(`\n${renderTable(step.first, view)}`);
    else io.stdout.write(renderLive(step.difference, step.invalidated, view));
  }
}

/** Returns null if the build is rejected, which is reported once: during editing, a file is broken now and then. */
function reporter(options: InspectOptions, io: Io) {
  const { secrets } = options;
  const earlier = new EarlierScan();
  let reported = "";
  return {
    forget: (paths: Parameters<EarlierScan["forget"]>[0]) => earlier.forget(paths),
    make: async (source: InspectOptions["source"]): Promise<Report | null> => {
      try {
        const scan = secrets == null ? {} : { secrets: { ...secrets, earlier } };
        // Other threads would bypass what is watched.
        const report = await inspectBuild({ ...options, ...scan, source, files: true, threads: 0 });
        reported = "";
        return report;
      } catch (error) {
        if (!(error instanceof CtxcheckError)) throw error;
        if (reported !== error.message) io.stderr.write(`ctxcheck: ${safe(error.message)}\n`);
        reported = error.message;
        return null;
      }
    },
  };
}

const wrongUse = (message: string, hint: string) => wrongOption("watch", message, hint);
