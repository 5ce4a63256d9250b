import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromText } from "../../src/bytes.ts";
import { disk } from "../../src/context/disk.ts";
import { openTree } from "../../src/context/tree.ts";
import type { PlanOptions } from "../../src/plan/options.ts";
import { planBuild } from "../../src/plan/plan.ts";
import { hashBuild, type Modes } from "../../src/sent/build-hash.ts";
import { lawRuns } from "../sample.ts";

type Entry = { readonly content: string; readonly isExecutable: boolean } | { readonly link: string };
type Files = ReadonlyMap<string, Entry>;

/** What a build is given, besides its files. */
interface Given {
  readonly files: Files;
  readonly from: string;
  readonly comment: string;
  readonly target: string | undefined;
  readonly args: Readonly<Record<string, string>>;
  readonly contexts: Readonly<Record<string, string>>;
}

const dockerfileOf = ({ from, comment }: Given) =>
  `ARG USED=1\nFROM ${from} AS one\nARG USED\nCOPY . /all/\nCOPY --from=named . /named/\nFROM one AS two\n# ${comment}\n`;

let scratch = "";
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "ctxcheck-hash-"));
});
afterAll(() => rmSync(scratch, { recursive: true }));

/** How files come to lie there: nothing of it is an input of the build. */
interface Laid {
  readonly isReversed: boolean;
  readonly seconds: number;
  readonly owner: number;
  /** Bits that a umask leaves out of 0666. */
  readonly umask: number;
  readonly zone: string;
}

let made = 0;
const [utc, plainly] = ["UTC", { isReversed: false, seconds: 1_000, owner: 0, umask: 0o022, zone: "UTC" }];

async function hashOf(given: Given, laid: Laid = plainly, modes: Modes = "git"): Promise<string> {
  const root = join(scratch, String(made++));
  mkdirSync(root);
  const entries = [...given.files];
  for (const [path, entry] of laid.isReversed ? entries.reverse() : entries)
    plant(join(root, path), entry, laid);
  const zone = process.env.TZ ?? utc;
  process.env.TZ = laid.zone;
  try {
    const options = optionsOf(root, given);
    return hashBuild(planBuild(options), options, modes).hash;
  } finally {
    process.env.TZ = zone;
    rmSync(root, { recursive: true });
  }
}

function plant(path: string, entry: Entry, { seconds, owner, umask }: Laid): void {
  mkdirSync(dirname(path), { recursive: true });
  if ("link" in entry) {
    symlinkSync(entry.link, path);
    return;
  }
  writeFileSync(path, entry.content);
  chmodSync(path, (entry.isExecutable ? 0o777 : 0o666) & ~umask);
  utimesSync(path, seconds, seconds);
  if (process.getuid?.() === 0) chownSync(path, owner, owner);
}

const optionsOf = (root: string, given: Given): PlanOptions => ({
  context: root,
  cwd: root,
  source: openTree(disk),
  builder: "buildkit",
  file: "-",
  ignoreFile: undefined,
  stdinDockerfile: fromText(dockerfileOf(given)),
  target: given.target,
  buildArgs: new Map(Object.entries(given.args).map(([name, value]) => [fromText(name), fromText(value)])),
  buildContexts: Object.entries(given.contexts).map(([name, value]) => ({ name, value })),
  platform: undefined,
});

const name = fc.constantFrom("a", "b", "run.sh", "Zed", "ü", "with space", "-", "deep");
const content = fc.string({ maxLength: 12 });
const entry: fc.Arbitrary<Entry> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ content, isExecutable: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ link: fc.constantFrom("a", "../b", "/etc", "nowhere") }) },
);

/** Paths of which none lies below another that is not a directory. */
const someFiles: fc.Arbitrary<Files> = fc
  .array(fc.tuple(fc.array(name, { minLength: 1, maxLength: 3 }), entry), { minLength: 1, maxLength: 7 })
  .map((wishes) => {
    const files = new Map<string, Entry>();
    for (const [names, one] of wishes) {
      const path = names.join("/");
      const isTaken = [...files.keys()].some(
        (other) => `${other}/`.startsWith(`${path}/`) || `${path}/`.startsWith(`${other}/`),
      );
      if (!isTaken) files.set(path, one);
    }
    return files;
  });

const someGiven: fc.Arbitrary<Given> = fc.record({
  files: someFiles,
  from: fc.constantFrom("scratch", "alpine:3", "node:22"),
  comment: fc.constantFrom("one", "two"),
  target: fc.constantFrom(undefined, "one", "two"),
  args: fc.constantFrom<Given["args"][]>({}, { USED: "2" }),
  contexts: fc.constant({ named: "docker-image://busybox:1" }),
});

const laid: fc.Arbitrary<Laid> = fc.record({
  isReversed: fc.boolean(),
  seconds: fc.integer({ min: 0, max: 2 ** 31 }),
  owner: fc.constantFrom(0, 1_000, 65_534),
  umask: fc.constantFrom(0o022, 0o002, 0o077, 0o027),
  zone: fc.constantFrom("UTC", "Asia/Kathmandu", "America/St_Johns"),
});

const runs = { numRuns: lawRuns(25) };

test("a key stays whoever lays the files there, when, in which order and where", async () => {
  await fc.assert(
    fc.asyncProperty(someGiven, laid, async (given, otherwise) => {
      expect(await hashOf(given, otherwise)).toBe(await hashOf(given));
    }),
    runs,
  );
});

test("a build argument that nothing declares is not an input", async () => {
  await fc.assert(
    fc.asyncProperty(someGiven, content, async (given, value) => {
      const more = { ...given, args: { ...given.args, UNUSED: value } };
      expect(await hashOf(more)).toBe(await hashOf(given));
    }),
    runs,
  );
});

/** One change of an input, at a place that is drawn; null where there is nothing to change so. */
const changes: Readonly<Record<string, (given: Given, at: number) => Given | null>> = {
  content: (given, at) =>
    changed(given, at, (one) => ("content" in one ? { ...one, content: `${one.content}!` } : null)),
  "executable bit": (given, at) =>
    changed(given, at, (one) => ("content" in one ? { ...one, isExecutable: !one.isExecutable } : null)),
  "target of a link": (given, at) =>
    changed(given, at, (one) => ("link" in one ? { link: `${one.link}x` } : null)),
  name: (given, at) => {
    const [path, one] = [...given.files][at % given.files.size] ?? [];
    if (path === undefined || one === undefined) return null;
    return {
      ...given,
      files: new Map([...[...given.files].filter(([other]) => other !== path), [`${path}~`, one]]),
    };
  },
  "one file more": (given) => ({ ...given, files: new Map([...given.files, ["more", { link: "more" }]]) }),
  Dockerfile: (given) => ({ ...given, comment: `${given.comment} more` }),
  "base image": (given) => ({ ...given, from: "alpine:3.19" }),
  target: (given) => ({ ...given, target: given.target === "one" ? "two" : "one" }),
  "build argument": (given) => ({ ...given, args: { USED: `${given.args.USED}1` } }),
  "named context": (given) => ({ ...given, contexts: { named: "docker-image://busybox:2" } }),
};

/** `at` is drawn among the entries that can be changed so. */
function changed(given: Given, at: number, change: (entry: Entry) => Entry | null): Given | null {
  const others = [...given.files].flatMap(([path, one]) => {
    const other = change(one);
    return other === null ? [] : [[path, other] as const];
  });
  const other = others[at % others.length];
  return other === undefined ? null : { ...given, files: new Map([...given.files, other]) };
}

test.each(Object.keys(changes))("a key changes with the %s", async (kind) => {
  await fc.assert(
    fc.asyncProperty(someGiven, fc.nat(20), async (given, at) => {
      const other = changes[kind]?.(given, at) ?? null;
      // Another is drawn in its place: each of the runs compares two keys.
      fc.pre(other !== null);
      expect(await hashOf(other)).not.toBe(await hashOf(given));
    }),
    runs,
  );
});

test("--modes exact counts what a umask leaves", async () => {
  await fc.assert(
    fc.asyncProperty(someGiven, async (given) => {
      fc.pre([...given.files.values()].some((one) => "content" in one));
      const closed = { ...plainly, umask: 0o077 };
      expect(await hashOf(given, closed, "exact")).not.toBe(await hashOf(given, plainly, "exact"));
    }),
    runs,
  );
});
