import { describe } from "vitest";
import { runHere } from "../cli/run.ts";
import type { Tree } from "../context/trees.ts";
import { type Attack, attacks, product } from "./attacks.ts";
import { faultOf, payloads } from "./payloads.ts";
import { inSandbox, marker } from "./sandbox.ts";
import { random } from "./values.ts";

const formats = ["table", "json", "ndjson", "markdown", "sarif", "junit", "github", "gitlab", "html"];
const commands: readonly (readonly string[])[] = [
  ["builds"],
  ["builds", "--json"],
  ...formats.map((format) => ["--all", "--format", format]),
  ["--all", "--verbose"],
  ["lint", "--all"],
  ["suggest", "--all"],
  ["fix", "--all"],
  ["baseline", "--all"],
  ["--all", "--format", "blob"],
];

const quoted = (text: string) => JSON.stringify(text);
const bytes = (text: string) => Buffer.from(text, "utf8").toString("latin1");
const service = (body: string): Tree => ({
  "repo/compose.yaml": bytes(`services:\n  a:\n    build: ${body}\n`),
});
const target = (body: string): Tree => ({ "repo/docker-bake.hcl": bytes(`target "a" {\n${body}\n}\n`) });

type Case = readonly [readonly [string, (text: string) => Tree], string, readonly string[]];

/** Where a text of a stranger comes in by what defines builds. */
const texts: Readonly<Record<string, (text: string) => Tree>> = {
  "a service": (x) => ({ "repo/compose.yaml": bytes(`services:\n  ${quoted(x)}:\n    build: .\n`) }),
  "a context": (x) => service(`{context: ${quoted(x)}}`),
  "a Dockerfile": (x) => service(`{context: ., dockerfile: ${quoted(x)}}`),
  "a Dockerfile in the file": (x) =>
    service(`{context: ., dockerfile_inline: ${quoted(`FROM scratch\n${x}\n`)}}`),
  "a target": (x) => service(`{context: ., target: ${quoted(x)}}`),
  "an argument": (x) => service(`{context: ., args: {${quoted(x)}: ${quoted(x)}}}`),
  "a named context": (x) => service(`{context: ., additional_contexts: {${quoted(x)}: ${quoted(x)}}}`),
  "a platform": (x) => service(`{context: ., platforms: [${quoted(x)}]}`),
  "a message of compose": (x) => service(`\${A:?${x.replace(/[\n\r}]/g, "")}}`),
  "text for compose": (x) => ({ "repo/compose.yaml": bytes(`${x}\n : [`) }),
  "an included file": (x) => ({ "repo/compose.yaml": bytes(`include: [${quoted(x)}]\n`) }),
  "a target of bake": (x) => ({ "repo/docker-bake.hcl": bytes(`target ${quoted(x)} {}\n`) }),
  "a context of bake": (x) => target(`context = ${quoted(x)}`),
  "an inline Dockerfile of bake": (x) => target(`dockerfile-inline = ${quoted(`FROM scratch\n${x}\n`)}`),
  "a function of bake": (x) => target(`context = ${x}()`),
  "text for bake": (x) => ({ "repo/docker-bake.hcl": bytes(x) }),
  "a job": (x) => ({
    "repo/.github/workflows/x.yml": bytes(
      `on: push\njobs:\n  ${quoted(x)}:\n    runs-on: x\n    steps:\n      - name: ${quoted(x)}\n        uses: docker/build-push-action@v5\n        with: {context: ${quoted(x)}, file: ${quoted(x)}}\n`,
    ),
  }),
  "a script": (x) => ({ "repo/build.sh": bytes(`docker build -t x '${x.replaceAll("'", "")}'\n`) }),
  "a directory": (x) => ({ [`repo/${bytes(x.replaceAll("/", ""))}/Dockerfile`]: "FROM scratch\nCOPY x /\n" }),
};

function injection([[name, plant], payload, args]: Case, at: number) {
  const env = [{ GITHUB_ACTIONS: "true" }, { TF_BUILD: "True" }, { TEAMCITY_VERSION: "1" }][at % 3] ?? {};
  return {
    name: `${name} ${quoted(payload)} / ctxcheck ${args.join(" ")}`,
    run: () =>
      inSandbox(plant(payload), async ({ repo }) => faultOf(await runHere(args, { cwd: repo, env }), args)),
  };
}

/** What a file makes of a secret of the environment: no part of four characters may be seen. */
const thefts: Readonly<Record<string, (name: string) => Tree>> = {
  "a target of compose": (x) => service(`{context: ., target: "\${${x}}"}`),
  "an argument": (x) => service(`{context: ., args: {A: "x\${${x}}y", ${x}: }}`),
  "a context": (x) => service(`"./\${${x}}"`),
  "a message": (x) => service(`"\${NONE:?\${${x}}}"`),
  ...Object.fromEntries(
    [
      "V",
      "upper(V)",
      "substr(V, 0, 8)",
      "substr(V, 4, -1)",
      "base64encode(V)",
      "reverse(V)",
      "urlencode(V)",
      "jsonencode([V])",
      'replace(V, "a", "b")',
      "sha256(V)",
      'regex_replace(V, "^.", "")',
    ].map((call) => [
      `bake: ${call}`,
      (x: string): Tree => ({
        "repo/docker-bake.hcl": `variable "${x}" {default = ""}\ntarget "a" {\n  args = {A = ${call.replaceAll("V", x)}}\n  target = ${call.replaceAll("V", x)}\n}\n`,
      }),
    ]),
  ),
};

function theft([[name, plant], variable, args]: Case): Attack {
  const value = random(24);
  const env = { [variable]: variable === "DATABASE_URL" ? `postgres://u:${value}@db/x` : value };
  return {
    name: `${name} of ${variable} / ctxcheck ${args.join(" ")}`,
    run: () =>
      inSandbox(plant(variable), async ({ repo }) => {
        const { stdout, stderr } = await runHere(args, { cwd: repo, env });
        return leaks(stdout + stderr, value) ? "a part of the value" : null;
      }),
  };
}

/** Also in capitals, turned round, in base64. */
function leaks(shown: string, value: string): boolean {
  const text = shown.toLowerCase();
  const forms = [value, [...value].reverse().join(""), Buffer.from(value).toString("base64").slice(0, 30)];
  return forms.some((form) =>
    Array.from({ length: form.length - 6 }, (_, at) => form.slice(at, at + 7).toLowerCase()).some((part) =>
      text.includes(part),
    ),
  );
}

const outside = [
  "../home/private",
  "x:/../../home/private",
  "link",
  "link/.",
  "./src/../../home/private",
  "../../../../../../../etc",
];
const reading: Readonly<Record<string, (path: string) => Tree>> = {
  "a context": (x) => service(`{context: ${quoted(x)}}`),
  "a Dockerfile": (x) => service(`{context: ., dockerfile: ${quoted(`${x}/notes.txt`)}}`),
  "a named context": (x) =>
    service(
      `{context: ., dockerfile_inline: "FROM scratch\\nCOPY --from=n . /\\n", additional_contexts: {n: ${quoted(x)}}}`,
    ),
  "an included file": (x) => ({ "repo/compose.yaml": `include: [${quoted(`${x}/notes.txt`)}]\n` }),
  "an extended file": (x) => ({
    "repo/compose.yaml": `services: {a: {extends: {file: ${quoted(`${x}/notes.txt`)}, service: a}}}\n`,
  }),
  "a file of variables": (x) => ({
    "repo/compose.yaml": `include: [{path: b.yaml, env_file: ${quoted(`${x}/notes.txt`)}}]\n`,
    "repo/b.yaml": "services: {a: {build: .}}\n",
  }),
  "a context of bake": (x) => target(`context = ${quoted(x)}`),
  "a named context of bake": (x) =>
    target(`dockerfile-inline = "FROM scratch\\nCOPY --from=n . /\\n"\ncontexts = {n = ${quoted(x)}}`),
};

function reach([[name, plant], path, args]: Case): Attack {
  return {
    name: `${name}: ${path} / ctxcheck ${args.join(" ")}`,
    run: () =>
      inSandbox({ ...plant(path), "repo/link": { link: "../home/private" } }, async ({ repo }) => {
        const { stdout, stderr } = await runHere(
          [...args, "--files"].filter((arg) => arg !== "--files" || args.includes("--all")),
          { cwd: repo, env: {} },
        );
        if (/unexpected error/.test(stderr)) return stderr.slice(0, 300);
        if ((stdout + stderr).includes(marker)) return "shows what is private";
        return /"path": ?"(?:[^"]*\/)?notes\.txt"/.test(stdout) ? "lists what is private" : null;
      }),
  };
}

/** What sends the secret. */
const sends = 'dockerfile_inline: "FROM scratch\\nCOPY . /\\n"';
const inBake = 'dockerfile-inline = "FROM scratch\\nCOPY . /\\n"';
const workflow = (job: string, more: string): Tree => ({
  "repo/x/Dockerfile": "FROM scratch\nCOPY . /\n",
  "repo/.github/workflows/x.yml": `on: push\njobs:\n  a:\n    ${job}runs-on: x\n    steps:\n      - uses: docker/build-push-action@v5\n        with: {context: ., file: x/Dockerfile${more}}\n`,
});

/** Definitions that lead away from the secret that the build sends all the same. */
const hiding: Readonly<Record<string, Tree>> = {
  "a profile": { "repo/compose.yaml": `services: {a: {profiles: [never], build: {${sends}}}}\n` },
  "a named context outside": service(`{${sends}, additional_contexts: {n: ../home/private}}`),
  "a named context that is a link outside": service(`{${sends}, additional_contexts: {n: ./link}}`),
  "a Dockerfile outside": service("{context: ., dockerfile: ../home/private/notes.txt}"),
  "an absolute Dockerfile": service("{context: ., dockerfile: /etc/passwd}"),
  "a context that leads back": service(`{context: /proc/self/cwd, ${sends}}`),
  "a context by the name of the directory": service(`{context: ../repo, ${sends}}`),
  "an included file outside": { "repo/compose.yaml": "include: [../home/private/notes.txt]\n" },
  "a file that is a link outside": { "repo/compose.yaml": { link: "../home/private/notes.txt" } },
  "a file that is a link to a device": { "repo/compose.yaml": { link: "/dev/zero" } },
  "names of every object": {
    "repo/compose.yaml": `services:\n  __proto__: {build: {${sends}}}\n  constructor: {build: {${sends}}}\n`,
  },
  "those of bake": {
    "repo/docker-bake.hcl": `target "constructor" {\n  ${inBake}\n}\ntarget "__proto__" {\n  ${inBake}\n}\n`,
  },
  "a workflow with a context outside": workflow("", ", build-contexts: n=../home"),
  "a workflow that never runs": workflow("if: false\n    ", ""),
};

function hidden([[name, tree], args]: readonly [[string, Tree], readonly string[]]): Attack {
  const all = {
    "repo/Dockerfile": "FROM scratch\n",
    "repo/.env": `T=ghp_${random(36)}\n`,
    "repo/link": { link: "../home/private" },
    ...tree,
  };
  return {
    name: `${name} / ctxcheck ${args.join(" ")}`,
    run: () =>
      inSandbox(all, async ({ repo }) => {
        const { code, stderr } = await runHere(args, { cwd: repo, env: {} });
        return code === 0 || /unexpected error/.test(stderr) ? `exit ${code}: ${stderr.slice(0, 200)}` : null;
      }),
  };
}

describe("what a file says of builds", () => {
  attacks(
    "builds: texts",
    product(Object.entries(texts), payloads, commands)
      .filter((_, at) => at % 11 === 0)
      .map(injection),
  );
  attacks(
    "builds: the environment",
    product(Object.entries(thefts), ["MY_TOKEN", "DB_PASSWORD", "DATABASE_URL"], commands.slice(0, 6)).map(
      theft,
    ),
  );
  attacks("builds: false greens", product(Object.entries(hiding), commands.slice(2, 11)).map(hidden));
  attacks("builds: reads", product(Object.entries(reading), outside, commands.slice(0, 6)).map(reach));
});
