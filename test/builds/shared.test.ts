import { execFileSync } from "node:child_process";
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BuilderName } from "../../src/builders/builder.ts";
import { disk } from "../../src/context/disk.ts";
import { openTree } from "../../src/context/tree.ts";
import { CtxcheckError } from "../../src/errors.ts";
import type { NamedBaseline } from "../../src/gate/compare-baseline.ts";
import { inspectBuild } from "../../src/inspect.ts";
import type { InspectOptions } from "../../src/inspect-options.ts";
import { SendersByFile } from "../../src/repository/senders-by-file.ts";
import { Shared } from "../../src/survey/shared.ts";
import { lawRuns } from "../sample.ts";

const key = `-----BEGIN RSA ${"PRIVATE"} KEY-----\n${"MIIEpAIBAAKCAQEA".repeat(8)}\n-----END RSA ${"PRIVATE"} KEY-----\n`;

const files: Readonly<Record<string, string>> = {
  "package.json": '{"scripts": {"build": "tsc"}}',
  "README.md": "read",
  ".gitignore": "dist\n",
  "docs/a.md": "a",
  "docs/.dockerignore": "x\n",
  "docs/big.bin": "b".repeat(3000),
  "web/Dockerfile": "FROM scratch\n",
  "web/package.json": "{}",
  "web/.gitignore": "dist\n",
  "web/src/a.ts": "a".repeat(100),
  "web/src/deep/down/b.ts": "b".repeat(200),
  "web/dist/out.js": "out",
  "web/node_modules/x/index.js": "x".repeat(900),
  "web/node_modules/x/README.md": "x",
  "web/logs/one.log": "log",
  "api/src/a.ts": "api",
  "api/src/key.pem": key,
  "api/.env": "A=b\n",
  "api/a.containerignore": "x",
  "api/.git/HEAD": "ref: refs/heads/main\n",
  "shared/lib/c.ts": "c".repeat(50),
  "shared/lib/keep.log": "keep",
  "shared/test/key.pem": key,
};

/** Of a file with two names nobody knows what it adds who has not walked past the first. */
const roots: Record<string, string> = {};
beforeAll(() => {
  for (const name of ["one name", "several names"]) roots[name] = plant(name === "several names");
});
afterAll(() => {
  for (const root of Object.values(roots)) rmSync(root, { recursive: true });
});

function plant(isLinked: boolean): string {
  const root = mkdtempSync(join(tmpdir(), "ctxcheck-shared-"));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  if (isLinked) linkSync(join(root, "web/src/a.ts"), join(root, "web/src/z.ts"));
  symlinkSync("../shared", join(root, "web/lib"));
  symlinkSync("nowhere", join(root, "docs/gone"));
  execFileSync("mkfifo", [join(root, "api/pipe")]);
  writeFileSync(join(root, "docs/closed"), "no");
  chmodSync(join(root, "docs/closed"), 0);
  writeFileSync(join(root, ".dockerignore"), "");
  return root;
}

const lines = [
  ...[
    "*",
    "**",
    "**/node_modules",
    "node_modules",
    "*.log",
    "**/*.log",
    "dist",
    "**/dist",
    "docs",
    "web/src",
  ],
  ...[
    "!web",
    "!web/src",
    "!**/*.md",
    "!shared/lib/keep.log",
    "!api/**",
    "!**/keep.*",
    ".git",
    "a[",
    "!docs/*",
  ],
];
const copies = [
  ...[
    "COPY . .",
    "COPY package.json ./",
    "COPY *.json ./",
    "COPY web web",
    "COPY web/src /src",
    "COPY web/lib /l",
  ],
  ...["COPY shared/lib /lib", "COPY api/src api/src", "COPY **/*.md /docs/", "COPY docs/a.md missing /x/"],
  ...[
    "COPY web/node_modules /m",
    "RUN npm install",
    "FROM scratch AS two",
    "ADD api /api",
    "COPY api/.env /",
  ],
];

const someBuilds = fc.array(fc.array(fc.constantFrom(...copies), { maxLength: 4 }), {
  minLength: 2,
  maxLength: 5,
});

function optionsOf(
  root: string,
  ignore: readonly string[],
  dockerfile: readonly string[],
  builder: BuilderName,
): InspectOptions {
  return {
    context: root,
    cwd: root,
    source: openTree(disk),
    builder,
    file: "-",
    stdinDockerfile: ["FROM scratch", ...dockerfile, ""].join("\n"),
    ignoreFile: undefined,
    amend: () => `${ignore.join("\n")}\n`,
    target: undefined,
    buildArgs: new Map(),
    buildContexts: [],
    platform: undefined,
    measureExcluded: false,
    limits: { largeFile: 1_000, largeDirectory: 2_000 },
    secrets: { maxSize: 1 << 20, minConfidence: "low" },
  };
}

async function reportsOf(all: readonly InspectOptions[]) {
  const who = new SendersByFile();
  const reports: unknown[] = [];
  const heard = new Map<InspectOptions["entry"], number>();
  for (const [at, options] of all.entries()) {
    const entry: InspectOptions["entry"] = ({ path, sent, allowed, below, sentBytes, size }) => {
      if (below === undefined && (sent || allowed)) who.add(path, sent ? sentBytes : size, sent ? at : null);
    };
    heard.set(entry, at);
    const sameAs: InspectOptions["sameAs"] = (earlier) => who.addSame(heard.get(earlier) ?? -1, at);
    reports.push(await inspectBuild({ ...options, entry, sameAs }).catch(refusal));
  }
  return { reports, files: who.files() };
}

function sharing(alone: readonly InspectOptions[]): InspectOptions[] {
  const shared = new Shared();
  const source = openTree(disk);
  return alone.map((options) => ({
    ...{ ...options, shared, source },
    secrets: options.secrets ? { ...options.secrets, earlier: shared.earlier } : null,
  }));
}

const refusal = (error: unknown) => {
  if (error instanceof CtxcheckError) return error.message;
  throw error;
};

test.each(["one name", "several names"])(
  "builds that share what is known of their context have the reports that each has alone: %s",
  async (tree) => {
    const root = roots[tree] ?? "";
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...lines), { maxLength: 4 }),
        someBuilds,
        fc.constantFrom<BuilderName[]>("buildkit", "buildkit", "buildkit", "classic", "buildah"),
        async (ignore, builds, builder) => {
          // One of them is defined twice.
          const alone = [...builds, ...builds.slice(0, 1)].map((one) =>
            optionsOf(root, ignore, one, builder),
          );
          expect(await reportsOf(sharing(alone))).toEqual(await reportsOf(alone));
        },
      ),
      { numRuns: lawRuns(100) },
    );
  },
);

test("builds that say the same are told apart by where they stand, and by what is accepted of each", async () => {
  const root = roots["one name"] ?? "";
  const accepted = (bytes: number): NamedBaseline => ({
    file: "baseline.json",
    baseline: {
      version: 1,
      salt: "salt",
      measured: { total: { files: 1, bytes } },
      largest: [],
      findings: [],
    },
  });
  const build = optionsOf(root, [], ["COPY src/a.ts src/deep /app/"], "buildkit");
  const { stdinDockerfile: _, ...rest } = build;
  writeFileSync(join(root, "web/Dockerfile.app"), build.stdinDockerfile ?? "");
  const named = { ...rest, stdinDockerfile: undefined, file: join(root, "web/Dockerfile.app") };
  const alone = [1, 2].flatMap((line) =>
    [build, named].map(
      (one): InspectOptions => ({ ...one, definedAt: `compose.yaml:${line}`, baseline: accepted(line) }),
    ),
  );
  const { reports } = await reportsOf(alone);
  expect(JSON.stringify(reports[3])).toContain("compose.yaml:2 fixes the context");
  expect(await reportsOf(sharing(alone))).toEqual(await reportsOf(alone));
});
