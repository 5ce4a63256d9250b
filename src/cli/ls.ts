import { compareBytes, fromBuffer, toBuffer, toText } from "../bytes.ts";
import { wrongOption } from "../errors.ts";
import { type CopiedBy, type ListedPath, listCopied, listSet, streamSet } from "../explain/list.ts";
import type { Problem, SetName } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { planBuild } from "../plan/plan.ts";
import { renderListing } from "../report/listing.ts";
import { withoutCommands } from "../report/log-commands.ts";
import { isLog } from "./border.ts";
import type { Args } from "./command.ts";
import { exitCodes, type Io } from "./io.ts";
import { copiedBy, isOn, text as optionText, planOptions, setName, wholeNumber } from "./options.ts";
import { reportProblems, reportVerdict } from "./problems.ts";
import { nobodyReads, writeNow } from "./write-now.ts";

/** Writes the list even if something could not be read; stderr and the exit code report that. */
export async function listCommand({ values }: Args, io: Io): Promise<number> {
  const plan = planBuild(await planOptions(values, io));
  const format = optionText(values, "format");
  if (format === "make" || format === "ninja")
    return (await import("./make.ts")).makeCommand(plan, format, values, io);
  const dirs = isOn(values, "dirs");
  const style = {
    long: isOn(values, "long"),
    dirs,
    nul: isOn(values, "null"),
    json: format === "json" || isOn(values, "json"),
  };
  const log = isLog(io);
  const text = renderListing(style, (piece) => {
    if (!writeNow(io.stdout, log ? forLog(piece, style.nul) : piece)) throw nobodyReads;
  });
  try {
    const order = {
      bySize: optionText(values, "sort") === "size",
      limit: wholeNumber(values, "limit") ?? Number.POSITIVE_INFINITY,
    };
    const wanted = ordered(order, text.entry);
    const take = (entry: ListedPath) => {
      if (dirs || entry.type !== "directory") wanted.take(entry);
    };
    const problems = list(plan, setName(values), copiedBy(values), take);
    wanted.end();
    text.end();
    reportVerdict(plan, io);
    const reported = problems.map((problem) => ({ ...problem, path: toText(problem.path) }));
    return reportProblems(reported, io) ? exitCodes.refused : exitCodes.clean;
  } catch (error) {
    if (error === nobodyReads) return exitCodes.clean;
    throw error;
  }
}

/** Throws CtxcheckError "usage" if names that must stay as they are would be commands of the log. */
function forLog(piece: Buffer, isExact: boolean): Buffer {
  const bytes = fromBuffer(piece);
  const clean = withoutCommands(bytes);
  if (!isExact || clean === bytes) return toBuffer(clean);
  throw wrongOption(
    "null",
    "a file name would be a command to the CI log that this is written to",
    "leave --null out, or unset GITHUB_ACTIONS, TF_BUILD and TEAMCITY_VERSION where stdout is not a log",
  );
}

interface Order {
  readonly bySize: boolean;
  readonly limit: number;
}

/** If sorted by size, entries are held until all are known; else each is output when it is visited. */
function ordered({ bySize, limit }: Order, take: (entry: ListedPath) => void) {
  const kept: ListedPath[] = [];
  let count = 0;
  return {
    take: (entry: ListedPath) => {
      if (bySize) kept.push(entry);
      else if (count++ < limit) take(entry);
    },
    end: () => {
      if (!bySize) return;
      const largest = kept.sort((a, b) => b.size - a.size || compareBytes(a.path, b.path));
      for (const entry of largest.slice(0, limit)) take(entry);
    },
  };
}

function list(
  plan: BuildPlan,
  set: SetName,
  by: CopiedBy | null,
  take: (entry: ListedPath) => void,
): readonly Problem[] {
  if (by === null) return streamSet(plan, set, take);
  const { entries, problems } = listCopied(plan, listSet(plan, set), by);
  entries.forEach(take);
  return problems;
}
