import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { builtProgram } from "../cli/built.ts";
import { collect, type Ran } from "../cli/run.ts";
import { type Tree, withTree } from "../context/trees.ts";

/** Fewer builds than machines, one with a finding, one that fails. */
const repository: Tree = {
  "compose.yaml": "services:\n  web: {build: web}\n  api: {build: api}\n",
  "web/Dockerfile": "FROM scratch\nCOPY . /\n",
  "web/key.p12": 3,
  "api/Dockerfile": "FROM scratch\nCOPY gone /\n",
  "tool/Dockerfile": "FROM scratch\nCOPY a.txt /\n",
  "tool/a.txt": 5,
};

const docs = readFileSync(new URL("../../docs/ci.md", import.meta.url), "utf8");

/** The recipe of docs/ci.md that begins with this comment. */
function recipe(comment: string) {
  const [, text] = new RegExp(`\`\`\`yaml\n(# ${comment}[^]*?)\`\`\``).exec(docs) ?? [];
  return parse(text ?? "");
}

const shardWord = "$" + "{{ matrix.shard }}";

interface Machine {
  readonly workspace: string;
  readonly env: Readonly<Record<string, string>>;
  /** Outside of the workspace. */
  readonly temp: string;
}

/** A checkout, with a `curl` that writes a file of the release. */
async function onMachine<T>(work: (machine: Machine) => Promise<T>): Promise<T> {
  return withTree(repository, (workspace) =>
    withTree({}, async (temp) => {
      const release = `process.argv[1] = ${JSON.stringify(await builtProgram())};\nawait import(process.argv[1]);\n`;
      mkdirSync(join(temp, "bin"));
      writeFileSync(join(temp, "release"), release);
      writeFileSync(join(temp, "bin/curl"), `#!/bin/sh\ncp '${temp}/release' "$2"\n`, { mode: 0o755 });
      const env = {
        PATH: `${join(temp, "bin")}:${process.env.PATH}`,
        CTXCHECK_URL: "https://releases.example/ctxcheck.mjs",
        CTXCHECK_SHA256: createHash("sha256").update(release).digest("hex"),
      };
      return work({ workspace, env, temp });
    }),
  );
}

/** As runners do: the first line that fails ends the script. */
const shell = (
  script: string,
  { workspace, env }: Machine,
  more: Readonly<Record<string, string>>,
): Promise<Ran> =>
  collect("bash", ["--norc", "-e", "-c", script], { cwd: workspace, env: { ...env, ...more } });

const parts = (folder: string) => readdirSync(folder).filter((name) => name.startsWith("part-"));

function copyParts(from: string, to: string): void {
  for (const name of parts(from)) cpSync(join(from, name), join(to, name));
}

/** What one machine says, with the same outputs. */
const whole = (formats: string, files: readonly string[]) =>
  onMachine(async (machine) => {
    const script = `curl -fsSLo "$TEMP/ctxcheck.mjs"; node "$TEMP/ctxcheck.mjs" --all ${formats}`;
    const { code, stdout } = await shell(script, machine, { TEMP: machine.temp });
    return { code, stdout, files: files.map((name) => readFileSync(join(machine.workspace, name), "utf8")) };
  });

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly if?: string;
}

/** The output of the steps, as a runner takes them. */
async function steps(all: readonly Step[], machine: Machine, shard: number | null) {
  const ran = { code: 0 as number | null, stdout: "" };
  const env = { RUNNER_TEMP: machine.temp, GITHUB_STEP_SUMMARY: join(machine.temp, "summary") };
  for (const { run, if: condition } of all) {
    if (run === undefined || (ran.code !== 0 && condition !== "always()")) continue;
    const script = run.replaceAll(shardWord, String(shard));
    expect(script).not.toContain("${{");
    const { code, stdout, stderr } = await shell(script, machine, env);
    expect(stderr).toBe("");
    ran.stdout += stdout;
    ran.code ||= code;
  }
  return ran;
}

const checked = /^.*ctxcheck\.mjs: OK\n/;

test("the recipe for GitHub says what one machine says", async () => {
  const { jobs } = recipe("GitHub");
  await withTree({}, async (artifacts) => {
    for (const shard of jobs.contexts.strategy.matrix.shard)
      await onMachine(async (machine) => {
        expect((await steps(jobs.contexts.steps, machine, shard)).code).toBe(0);
        const { with: upload } = jobs.contexts.steps.find(({ uses }: Step) => uses?.includes("upload"));
        const name = upload.path.replace(shardWord, shard);
        cpSync(join(machine.workspace, name), join(artifacts, name));
      });
    expect(parts(artifacts)).toHaveLength(4);
    await onMachine(async (machine) => {
      copyParts(artifacts, machine.workspace);
      const { code, stdout } = await steps(jobs.report.steps, machine, null);
      const summary = readFileSync(join(machine.temp, "summary"), "utf8");
      const { files, ...rest } = await whole("--format github --format markdown=summary.md", ["summary.md"]);
      expect({ code, stdout: stdout.replace(checked, ""), files: [summary] }).toEqual({ ...rest, files });
      expect(rest.stdout).toContain("key.p12");
    });
  });
});

test("the recipe for GitLab says what one machine says", async () => {
  const { default: first, contexts, "contexts-report": report } = recipe("GitLab");
  const job = (script: readonly string[], machine: Machine, env: Readonly<Record<string, string>>) =>
    shell(
      [...first.before_script, ...script].join("\n").replaceAll("/tmp/", `${machine.temp}/`),
      machine,
      env,
    );
  await withTree({}, async (artifacts) => {
    for (let index = 1; index <= contexts.parallel; index++)
      await onMachine(async (machine) => {
        const env = { CI_NODE_INDEX: String(index), CI_NODE_TOTAL: String(contexts.parallel) };
        const { code, stderr } = await job(contexts.script, machine, env);
        expect([code, stderr]).toEqual([0, ""]);
        copyParts(machine.workspace, artifacts);
      });
    await onMachine(async (machine) => {
      copyParts(artifacts, machine.workspace);
      const { code } = await job(report.script, machine, {});
      const names: string[] = Object.values(report.artifacts.reports);
      expect(names.every((name) => existsSync(join(machine.workspace, name)))).toBe(true);
      const { files, code: expected } = await whole(
        "--format gitlab=gl-code-quality-report.json --format junit=ctxcheck.xml",
        names,
      );
      expect([code, ...names.map((name) => readFileSync(join(machine.workspace, name), "utf8"))]).toEqual([
        expected,
        ...files,
      ]);
    });
  });
});

/** `npx ctxcheck`, `npm i -g ctxcheck@1`, `pnpm dlx ctxcheck` and their kind; not a tarball's path, nor what may not install. */
const byName =
  /\b(?:npx|bunx|npm +(?:i|install|add|exec|x)|(?:pnpm|yarn|bun) +(?:add|dlx|x|global +add))(?: +(?!--no\b|--no-install\b|-p +\.)[^\s`]+)*? +["']?ctxcheck(?:@[^\s`"']*)?(?=[\s`"']|$)/m;
const root = new URL("../../", import.meta.url);
const written = [
  ...["action.yml", ".pre-commit-hooks.yaml", "README.md", "CONTRIBUTING.md", "SECURITY.md"],
  ...["docs", "container", ".github/workflows"].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(md|ya?ml)$|Dockerfile/.test(name))
      .map((name) => `${folder}/${name}`),
  ),
];

test.each(written)("nothing of ours is installed by its name: %s", (file) => {
  expect(
    byName.exec(readFileSync(new URL(file, root), "utf8").replace(/\s*\\?\n\s*/g, " "))?.[0],
  ).toBeUndefined();
});

test.each([
  ["npx ctxcheck .", true],
  ["npx --yes ctxcheck@0.1.0", true],
  ["npm i ctxcheck", true],
  ["npm install -g ctxcheck@latest", true],
  ["npm install --save-dev 'ctxcheck'", true],
  ["pnpm dlx ctxcheck .", true],
  ["npm install -g ./ctxcheck-0.1.0.tgz", false],
  ["npx -p ./ctxcheck-0.1.0.tgz ctxcheck .", false],
  ["npx --no-install ctxcheck .", false],
] as const)("%s installs by name: %s", (line, does) => {
  expect(byName.test(line)).toBe(does);
});
