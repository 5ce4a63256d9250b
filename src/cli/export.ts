import { resolve } from "node:path";
import { fromText } from "../bytes.ts";
import { CtxcheckError, wrongUse } from "../errors.ts";
import { failureLine } from "../findings/copy-words.ts";
import { verdictOf } from "../image/verdict.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { planBuild } from "../plan/plan.ts";
import { safe } from "../report/escape.ts";
import { count } from "../report/words.ts";
import { type Exported, exportSent } from "../sent/export.ts";
import { sentItems } from "../sent/sent-items.ts";
import { showBytes } from "../sizes.ts";
import type { Settled } from "./command.ts";
import { treesOf } from "./destination.ts";
import { exitCodes, type Io } from "./io.ts";
import { planOptions, text } from "./options.ts";
import { requireOwnPlaces } from "./own-places.ts";
import { writeFile } from "./write-file.ts";
import { nobodyReads, writeNow } from "./write-now.ts";

/** Writes the archive to -o, everything else to stderr. */
export async function exportCommand(settled: Settled, io: Io): Promise<number> {
  const { values } = settled;
  const output = text(values, "output");
  if (output === undefined)
    throw wrongUse("export: no output file is named", "ctxcheck export -o context.tar, or -o - for stdout");
  if (output === "-" && io.stdout.isTTY === true)
    throw wrongUse("export: an archive is not written to a terminal", "ctxcheck export -o context.tar");
  const plan = planBuild(await planOptions(values, io));
  // Before the output file is created, which may be in the context.
  const items = sentItems(plan, () => refuseFailing(plan));
  const exported = (write: (piece: Uint8Array) => void) => exportSent(plan, items, write);
  const reported = output === "-" ? toStdout(exported, io) : toFile(exported, output, settled, io);
  if (reported !== null) io.stderr.write(words(reported));
  return exitCodes.clean;
}

/** A context that the build would fail on must not become an archive that looks valid. */
function refuseFailing(plan: BuildPlan): void {
  const [failure] = plan.dockerfile === null ? [] : verdictOf(plan).failures;
  if (failure === undefined) return;
  const hint = "ctxcheck reports what the build would fail on; ctxcheck ls lists what is sent";
  throw new CtxcheckError("copy-failed", failureLine(failure, plan.dockerfile?.shown), hint);
}

type Export = (write: (piece: Uint8Array) => void) => Exported;

function toStdout(exported: Export, io: Io): Exported | null {
  try {
    return exported((piece) => {
      if (!writeNow(io.stdout, piece)) throw nobodyReads;
    });
  } catch (error) {
    if (error === nobodyReads) return null;
    throw error;
  }
}

function toFile(exported: Export, shown: string, settled: Settled, io: Io): Exported | null {
  requireOwnPlaces(settled, ["output"]);
  const destination = {
    path: fromText(resolve(io.cwd, shown)),
    shown,
    trees: treesOf(settled.values, io),
    code: "usage",
    option: "output",
  } as const;
  let reported: Exported | null = null;
  writeFile(
    destination,
    (put) => {
      reported = exported(put);
    },
    io,
  );
  return reported;
}

function words({ files, bytes, dockerfile, addsDockerfile, left }: Exported): string {
  const notes = [
    ...(addsDockerfile
      ? [
          `${safe(dockerfile ?? "")} is not sent, but the archive has to contain it: a COPY of its directory copies it, too`,
        ]
      : []),
    ...(dockerfile === null ? ["there is no Dockerfile: the archive holds all that is allowed"] : []),
    ...left.map((path) => `${safe(path)} is a socket, which no archive can hold`),
  ];
  const from = dockerfile === null || dockerfile === "Dockerfile" ? "" : ` -f ${safe(dockerfile)}`;
  return [
    `ctxcheck: ${count(files, "file")}, ${showBytes(bytes)}; build it with docker build${from} - < FILE`,
    ...notes.map((note) => `ctxcheck: ${note}`),
  ]
    .map((line) => `${line}\n`)
    .join("");
}
