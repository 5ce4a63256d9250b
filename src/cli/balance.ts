import * as v from "valibot";
import { wrongOption } from "../errors.ts";
import type { Placed } from "../repository/model.ts";
import type { Io } from "./io.ts";
import { readText } from "./read-text.ts";

const report = v.nullable(v.object({ sent: v.object({ bytes: v.number() }) }));
const build = v.object({ kind: v.string(), name: v.string(), report });
/** A part, or what `--all --format json` printed. */
const measured = v.union([
  v.pipe(
    v.object({ kind: v.literal("ctxcheck-blob"), builds: v.array(v.object({ build })) }),
    v.transform(({ builds }) => builds.map((one) => one.build)),
  ),
  v.pipe(
    v.object({ version: v.literal(1), builds: v.array(build) }),
    v.transform(({ builds }) => builds),
  ),
]);

/** How heavy a build is: what it sent in an earlier run. Without one, and for a new build, all weigh the same. */
export async function weigher(files: readonly string[], io: Io): Promise<(build: Placed) => number> {
  const known = new Map<string, number>();
  for (const file of files)
    for (const { kind, name, report: found } of read(readText(file, "--balance", io), file))
      if (found !== null) known.set(`${kind} ${name}`, found.sent.bytes + 1);
  const sizes = [...known.values()];
  const usual = sizes.length === 0 ? 1 : sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  return ({ build: { kind, name } }) => known.get(`${kind} ${name}`) ?? usual;
}

function read(text: string, shown: string) {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), measured), text);
  if (parsed.success) return parsed.output;
  throw wrongOption(
    "balance",
    `"${shown}" is neither a part nor a JSON report of all builds`,
    "name what ctxcheck --all --format blob=FILE or --format json=FILE wrote",
  );
}
