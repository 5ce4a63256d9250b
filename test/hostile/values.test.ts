import { describe, expect, test } from "vitest";
import { withoutSecrets } from "../../src/secrets/mask-text.ts";
import { runHere } from "../cli/run.ts";
import { every } from "../sample.ts";
import { type Attack, attacks, product } from "./attacks.ts";
import { inSandbox, snapshotTexts } from "./sandbox.ts";
import { commands, others, type Source, sources } from "./sources.ts";
import { around, type Maker, makers, random, shows, token } from "./values.ts";
import { given, type Way, ways } from "./ways.ts";

function attack(source: Source, make: Maker, args: readonly string[], way: Way = "a directory"): Attack {
  const { text, value } = make();
  const all = [...args, ...(source.args?.(text) ?? [])];
  return {
    name: `${source.name}: ${text.replace(value, "<value>")} in ${way} / ctxcheck ${args.join(" ")}`,
    run: () =>
      inSandbox(source.plant(text), async (sandbox) => {
        const { root } = sandbox;
        const { args: words, ...where } = given(sandbox, way, all);
        const planted = snapshotTexts(root);
        const { stdout, stderr } = await runHere(words, { ...where, env: {} });
        if (/unexpected error/.test(stderr)) return stderr.replaceAll(value, "<value>").slice(0, 300);
        if (shows(stdout, value)) return `stdout: ${around(stdout, value)}`;
        if (shows(stderr, value)) return `stderr: ${around(stderr, value)}`;
        const written = [...snapshotTexts(root)].filter(([path, content]) => planted.get(path) !== content);
        return written.some(([, content]) => shows(content, value)) ? "in a file" : null;
      }),
  };
}

/** Where builds are defined: each value stands there as it is. */
const definitions: readonly Source[] = [
  {
    name: "bake",
    plant: (x) =>
      bakeFile(
        `variable "DB_PASSWORD" {default = "${x}"}\ntarget "a" {\n  args = {A = DB_PASSWORD, B = "${x}"}\n  target = DB_PASSWORD\n}\n`,
      ),
  },
  {
    name: "a Dockerfile in bake",
    plant: (x) => bakeFile(`target "a" {\n  dockerfile-inline = "FROM scratch\\nCOPY ${x} /\\n"\n}\n`),
  },
  {
    name: "compose",
    plant: (x) => ({
      "repo/compose.yaml": `services:\n  a:\n    build: {context: ., target: "${x}", args: {DB_PASSWORD: "${x}"}, additional_contexts: {n: "docker-image://r/${x}"}}\n`,
    }),
  },
  {
    name: "a workflow",
    plant: (x) => ({
      "repo/.github/workflows/x.yml": `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: docker/build-push-action@v5\n        with: {context: ., file: "${x}", build-args: "DB_PASSWORD=${x}"}\n`,
    }),
  },
  {
    name: "a script",
    plant: (x) => ({ "repo/build.sh": `docker build --build-arg DB_PASSWORD=${x} -f ${x} .\n` }),
  },
];
const bakeFile = (text: string) => ({ "repo/docker-bake.hcl": text });
const ofBuilds = [
  ["builds"],
  ["builds", "--json"],
  ...["table", "json", "ndjson", "markdown", "sarif", "junit", "github", "gitlab"].map((format) => [
    ...["--all", "--format", format],
  ]),
  ["--all", "--format", "html=x.html"],
  ["lint", "--all"],
  ["suggest", "--all"],
];

/** Signs that are escaped so that Markdown is none would part a value from what tells that it is one. */
const inMarkdown = [
  ["--format", "markdown"],
  ["diff", "--add", "a", "--format", "markdown"],
  ["--all", "--format", "markdown"],
];
const inCell = (make: Maker): Maker => {
  return () => {
    const { text, value } = make();
    return { text: `a|\`${text}`, value };
  };
};

/** Where a short value is found, and what could tell it by its hash. */
const short: readonly (readonly [path: string, line: (value: string) => string])[] = [
  [".env", (value) => `DB_PASSWORD=${value}\n`],
  ["app.yml", (value) => `database:\n  password: ${value}\n`],
  [".netrc", (value) => `machine git.corp.internal login deploy password ${value}\n`],
  ["settings.py", (value) => `URL = "postgres://deploy:${value}@db.corp.internal/x"\n`],
];
const lengths = [6, 8, 15];
const inReports = [
  ...["table", "json", "ndjson", "markdown", "sarif", "junit", "github", "gitlab", "html"].map((format) => [
    ...[".", "--format", format],
  ]),
  [".", "--format", "json=x.json"],
  ["--all", "--format", "json"],
  ["baseline"],
];

describe("no secret is printed whole", () => {
  attacks(
    "values: builds",
    product(definitions, makers.slice(0, 2), ofBuilds).map(([source, make, args]) =>
      attack(source, make, args),
    ),
  );
  attacks(
    "values",
    product(sources, makers, commands)
      .filter(every(17))
      // The baseline keeps what a budget is about, word for word.
      .filter(([source, , args]) => source.name !== "a budget" || args[0] !== "baseline")
      .map(([source, make, args]) => attack(source, make, args)),
  );
  attacks(
    "values: commits and archives",
    product(sources, makers, ways, [...commands, ...others])
      .filter(every(613))
      .filter(([source, , , args]) => source.name !== "a budget" || args[0] !== "baseline")
      // The archive that is written is the context itself.
      .filter(([, , , args]) => args[0] !== "export")
      .map(([source, make, way, args]) => attack(source, make, args, way)),
  );
  attacks(
    "values: Markdown",
    product(sources, [...makers, ...makers.map(inCell)], inMarkdown)
      .filter(every(5))
      .map(([source, make, args]) => attack(source, make, args)),
  );
  attacks(
    "values: short",
    product(short, lengths, inReports).map(([[path, line], length, words]) => ({
      name: `${path} ${length} / ctxcheck ${words.join(" ")}`,
      run: async () => {
        const [one, other] = [await shownOf("7"), await shownOf("4")];
        if (!one.includes(path) && !words.includes("html")) return "it is not found";
        return one === other ? null : "it tells one value from another";

        /** All that is said and written, for a value whose mask is that of the other one. */
        function shownOf(sign: string): Promise<string> {
          const value = "hxpw".slice(0, Math.floor(length / 3));
          const tree = {
            [`repo/${path}`]: line(
              value + sign.repeat(2) + "kq9zr2vw8bn3".slice(0, length - value.length - 2),
            ),
          };
          return inSandbox(tree, async ({ repo, root }) => {
            const planted = snapshotTexts(root);
            const { stdout, stderr } = await runHere([...words, "--secret-salt", "s"], {
              cwd: repo,
              env: {},
            });
            const written = [...snapshotTexts(root)].filter(([name]) => !planted.has(name));
            return [stdout, stderr, ...written.flat()].join("\n");
          });
        }
      },
    })),
  );
  /** A builder turns these into other letters, in which no mask knows a token. */
  attacks(
    "values: letters",
    product(
      [
        (x: string) => `FROM scratch AS x-${x}\nCOPY . /\nFROM scratch\nCOPY --from=X-${x} zz /\n`,
        (x: string) => `FROM scratch AS x-${x}\nENV A=${x}\nFROM scratch AS x-${x}\nCOPY zz /\n`,
        (x: string) => `FROM scratch\nRUN --mount=x-${x}=1 y\nCOPY a /\n`,
        (x: string) => `FROM scratch\nx-${x} y\n`,
        (x: string) => `FROM scratch AS PASSWORD="${x}"\nCOPY . /\n`,
      ],
      [
        [],
        ["--format", "json"],
        ["explain", "a"],
        ["image"],
        ["compare"],
        ["--builder", "classic"],
        ["--all", "--format", "html=o.html"],
      ],
    ).map(([text, args]) =>
      attack(
        { name: text("<value>"), plant: (x) => ({ "repo/Dockerfile": text(x) }) },
        () => {
          const value = token();
          return { text: value, value };
        },
        args,
      ),
    ),
  );
  test.each(["--", "-", " ", "x=", "|"])("a JSON Web Token behind %j", (before) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signature = random(43);
    const token = `${part({ alg: "HS256" })}.${part({ iss: "corp", exp: 2_000_000_000 })}.${signature}`;
    expect(withoutSecrets(`unknown flag: ${before}${token}`)).not.toContain(signature);
  });
});
