import { resolve } from "node:path";
import { type Bytes, compareBytes, fromText, toBuffer, toText } from "../bytes.ts";
import { isDirectory } from "../context/source.ts";
import { wrongOption } from "../errors.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { type DepfileReader, fitsDepfile, renderDepfile } from "../report/depfile.ts";
import { safe } from "../report/escape.ts";
import { namedItems, type SentItem, sentItems } from "../sent/sent-items.ts";
import type { Args } from "./command.ts";
import { exitCodes, type Io } from "./io.ts";
import { text } from "./options.ts";
import { reportVerdict } from "./problems.ts";
import { writeNow } from "./write-now.ts";

/**
 * Prints a rule by which the image depends on what is sent, the Dockerfile and the ignore file, named as make sees them
 * from here.
 */
export function makeCommand(plan: BuildPlan, reader: DepfileReader, values: Args["values"], io: Io): number {
  if (!isDirectory(plan.context.source))
    throw wrongOption("format", `${reader} needs files on the disk`, "name a directory");
  const here = fromText(resolve(io.cwd));
  const real = plan.context.source.realPath(here) ?? here;
  const names = [...new Set(placesOf(plan).map((place) => fromDirectory(real, place)))].sort(compareBytes);
  const target = fromText(text(values, "make-target") ?? "image");
  const fits = (name: Bytes) => fitsDepfile(name, reader);
  writeNow(io.stdout, toBuffer(renderDepfile(target, names.filter(fits), reader)));
  reportVerdict(plan, io);
  const lost = names.filter((name) => !fits(name));
  for (const name of lost)
    io.stderr.write(
      `ctxcheck: "${safe(toText(name))}" is left out: a depfile for ${reader} cannot hold such a name\n`,
    );
  return lost.length > 0 ? exitCodes.refused : exitCodes.clean;
}

function placesOf(plan: BuildPlan): Bytes[] {
  const { dockerfile, ignoreFile } = plan;
  const sent = [...sentItems(plan), ...namedItems(plan).flatMap(({ items }) => items)];
  return [
    ...(dockerfile?.directory == null ? [] : [`${dockerfile.directory}/${dockerfile.name}`]),
    ...(ignoreFile === null ? [] : [ignoreFile.path]),
    ...sent.filter(({ entry }: SentItem) => entry.type !== "directory").map(({ place }) => place),
  ];
}

/** Returns a path relative to a directory, both absolute and clean. */
function fromDirectory(directory: Bytes, path: Bytes): Bytes {
  const [from, to] = [directory.split("/"), path.split("/")];
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared++;
  return [...from.slice(shared).map(() => ".."), ...to.slice(shared)].join("/");
}
