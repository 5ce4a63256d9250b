import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { advise } from "../../src/advise/advice.ts";
import { changeFile } from "../../src/advise/change.ts";
import { learn } from "../../src/advise/learn.ts";
import type { BuilderName } from "../../src/builders/builder.ts";
import type { Bytes } from "../../src/bytes.ts";
import { toBuffer } from "../../src/bytes.ts";
import { CtxcheckError } from "../../src/errors.ts";
import { listSet } from "../../src/explain/list.ts";
import { buildOf, type Planted, planOf, type Tree, withTree } from "../context/trees.ts";
import { inspectTree } from "../findings/finding.ts";
import { lawRuns } from "../sample.ts";

const names = [
  ...[
    "a",
    "b",
    "src",
    "package.json",
    "Cargo.toml",
    "x.csproj",
    "node_modules",
    "dist",
    "target",
    "bin",
    "docs",
  ],
  ...[
    "test",
    ".git",
    "HEAD",
    "__pycache__",
    "x.pyc",
    "y.log",
    ".venv",
    "Debug",
    ".idea",
    ".github",
    "id_rsa",
  ],
];

const planted: fc.Arbitrary<Planted> = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 99 }) },
  { weight: 1, arbitrary: fc.constant("directory/" as const) },
  { weight: 1, arbitrary: fc.constantFrom(...names).map((link) => ({ link })) },
);

const tree: fc.Arbitrary<Tree> = fc
  .array(fc.tuple(fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }), planted), {
    minLength: 4,
    maxLength: 24,
  })
  .map((wishes) => {
    const planted = new Map<Bytes, Planted>();
    for (const [components, what] of wishes) {
      const path = components.join("/");
      const collides = [...planted.keys()].some(
        (one) => one === path || one.startsWith(`${path}/`) || path.startsWith(`${one}/`),
      );
      if (!collides) planted.set(path, what);
    }
    return Object.fromEntries(planted);
  });

const line = fc.oneof(
  fc.constantFrom(
    ...names,
    "*",
    "**/dist",
    "!src",
    "!**/node_modules/a",
    "!target/bin",
    "**/*.log",
    "!a",
    "docs/*",
  ),
  fc
    .tuple(fc.constantFrom("", "!"), fc.constantFrom(...names), fc.constantFrom(...names))
    .map(([not, a, b]) => `${not}${a}/${b}`),
);

const ignoreFile = fc.array(line, { maxLength: 4 }).map((lines) => lines.map((one) => `${one}\n`).join(""));

const instruction = fc.constantFrom(
  ...[
    "COPY . /x/",
    "COPY src /x/",
    "COPY a b /x/",
    "COPY dist/a /x/",
    "COPY */dist /x/",
    "COPY *.log /x/",
    "ADD target /x/",
  ],
  ...[
    "RUN npm ci",
    "RUN cargo build",
    "RUN dotnet publish",
    "RUN --mount=type=bind,target=/m pip install .",
    "RUN npm run build",
  ],
);

const dockerfile = fc
  .array(instruction, { minLength: 1, maxLength: 4 })
  .map((lines) => `FROM x\n${lines.join("\n")}\n`);

const context = fc.tuple(tree, ignoreFile, dockerfile, fc.option(dockerfile)).map(
  ([files, ignore, first, second]): Tree => ({
    ...files,
    ...(ignore === "" ? {} : { ".dockerignore": ignore }),
    Dockerfile: first,
    ...(second === null ? {} : { "other.Dockerfile": second }),
  }),
);

const limits = { largeFile: 90, largeDirectory: 300 };

/** What is sent, and what is wrong with copies, of both Dockerfiles. */
async function look(root: string, builder: BuilderName, files: readonly string[]) {
  const reports = await Promise.all(files.map((file) => inspectTree(root, { builder, file })));
  const copies = reports.map(({ findings }) =>
    findings
      .filter(({ rule }) => /^copy-|arrives-empty/.test(rule))
      // What is copied over is named by its largest, which another line may exclude before; a line that takes the place
      // of another excludes what that did.
      .map(({ rule, line, message }) =>
        rule === "copy-over-installed"
          ? `${rule} ${line}`
          : `${rule} ${line} ${message.replace(/, but .* excludes it/, "")}`,
      ),
  );
  return { sent: reports[0]?.sent, copies };
}

async function check(root: string, files: Tree, builder: BuilderName): Promise<void> {
  const dockerfiles = ["Dockerfile", "other.Dockerfile"].filter((name) => name in files);
  const options = { ...buildOf(root, builder), limits, secrets: null };
  const learned = await learn(options);
  const { proposals } = advise(learned);
  const path = join(root, ".dockerignore");
  const content = learned.measured.plan.ignoreFile?.content;
  const before = await look(root, builder, dockerfiles);
  for (const { change, saved: promised } of proposals) {
    const lines = change.lines;
    writeFileSync(path, toBuffer(changeFile(content ?? "", [change])));
    const after = await look(root, builder, dockerfiles);
    // The new file itself is sent where there was none.
    const added =
      content === undefined && (after.sent?.files ?? 0) > 0
        ? sentIgnoreFile(root, builder)
        : { files: 0, bytes: 0 };
    const saved = {
      files: (before.sent?.files ?? 0) - (after.sent?.files ?? 0) + added.files,
      bytes: (before.sent?.bytes ?? 0) - (after.sent?.bytes ?? 0) + added.bytes,
    };
    const grown = content === undefined || added.files > 0 ? 0 : growth(root, builder, content);
    expect([lines, saved.files, saved.bytes + grown]).toEqual([lines, promised.files, promised.bytes]);
    for (const [at, copies] of after.copies.entries()) {
      const known = before.copies[at] ?? [];
      expect([lines, copies.filter((one) => !known.includes(one))]).toEqual([lines, []]);
    }
  }
}

function sentIgnoreFile(root: string, builder: BuilderName) {
  const found = listSet(planOf(root, builder), "sent").entries.find(({ path }) => path === ".dockerignore");
  return { files: found === undefined ? 0 : 1, bytes: found?.size ?? 0 };
}

/** The ignore file is larger than it was, and may be sent itself. */
function growth(root: string, builder: BuilderName, content: Bytes) {
  const { files, bytes } = sentIgnoreFile(root, builder);
  return files === 0 ? 0 : bytes - content.length;
}

describe.each(["buildkit", "classic", "buildah"] as const)("suggestions for %s", (builder) => {
  test("save what two inspections differ by, and make no copy fail", async () => {
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(context, (files) =>
        withTree(files, async (root) => {
          try {
            await check(root, files, builder);
            tried++;
          } catch (error) {
            fc.pre(!(error instanceof CtxcheckError));
            throw error;
          }
        }),
      ),
      { numRuns: lawRuns(builder === "buildkit" ? 60 : 25) },
    );
    expect(tried).toBeGreaterThan(5);
  });
});
