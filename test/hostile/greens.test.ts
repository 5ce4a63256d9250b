import { linkSync, mkdirSync, truncateSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe } from "vitest";
import { runHere } from "../cli/run.ts";
import { git } from "../context/git/repository.ts";
import type { Tree } from "../context/trees.ts";
import { type Attack, attacks, product } from "./attacks.ts";
import { inSandbox } from "./sandbox.ts";
import { token } from "./values.ts";

/** Fails where the program says that all is well, or does not call the secret an error. */
function green(
  name: string,
  tree: Tree,
  args: readonly string[],
  env: Record<string, string> = {},
  prepare: (repo: string) => void = () => {},
): Attack {
  return {
    name: `${name} / ctxcheck ${args.join(" ")}`,
    run: () =>
      inSandbox({ "repo/.dockerignore": ".git\n", ...tree }, async ({ repo }) => {
        prepare(repo);
        const { code, stdout, stderr } = await runHere(args, { cwd: repo, env });
        if (code !== 1) return `exit ${code}: ${stderr.slice(0, 200)}`;
        return /secret|frontend/.test(stdout) ? null : `not a word of it: ${stdout.slice(0, 200)}`;
      }),
  };
}

const stage = "FROM alpine AS s\n";
/** Ways on which `.env`, or `n/.env` of a named context, gets into the image, or may. */
const ways: readonly string[] = [
  ...["target=/c", "type=bind,target=/c,rw", "type=bind,source=.env,target=/c", "src=.,dst=/c"].flatMap(
    (mount) => [
      `FROM alpine\nRUN --mount=${mount} tar c /c > /x\n`,
      `FROM alpine\nRUN --mount=${mount} ["cp", "-r", "/c", "/x"]\n`,
      `FROM alpine\nRUN --mount=${mount} <<EOF\ncp -r /c /x\nEOF\n`,
      `FROM alpine AS b\nONBUILD RUN --mount=${mount} cp -r /c /x\nFROM b\n`,
      `${stage}RUN --mount=${mount} cp -r /c /x\nFROM alpine\nCOPY --from=s /x /y\n`,
      `${stage}RUN --mount=${mount} --mount=type=cache,id=q,target=/q cp -r /c /q\nFROM alpine\nCOPY --from=s /etc /e\nRUN --mount=type=cache,id=q,target=/z cp -r /z /x\n`,
    ],
  ),
  ...[".", ".env", ".en*", ".e?v", ".e[n]v", "./", "/", "../.env", "$X", "${X:-.env}", "${N:-.}"].flatMap(
    (source) => [
      `FROM alpine\nARG X=.env\nCOPY ${source} /x/\n`,
      `FROM alpine\nENV X=.env\nADD ${source} /x/\n`,
      `FROM alpine\nARG X=.env\nCOPY --link --chmod=600 ${source} /x/\n`,
      `${stage}ARG X=.env\nCOPY ${source} /x/\nRUN mv /x /out\nFROM alpine\nCOPY --from=s /out /out\n`,
      `${stage}ARG X=.env\nCOPY ${source} /x/\nFROM alpine\nRUN --mount=from=s,source=/x,target=/m cp -r /m /y\n`,
      `${stage}ARG X=.env\nCOPY ${source} /x/\nFROM alpine\nRUN --mount=type=cache,from=s,source=/x,target=/m cp -r /m /y\n`,
      `${stage}ARG X=.env\nCOPY ${source} /x/\nFROM s AS t\nRUN rm -r /x\nFROM t\n`,
      `${stage}ARG X=.env\nCOPY ${source} /x/\nFROM alpine AS t\nCOPY --from=0 /x /y\nFROM alpine\nCOPY --from=T /y /z\n`,
    ],
  ),
  "# syntax=evil/frontend\nFROM scratch\n",
  "// syntax=evil/frontend\nFROM scratch\n",
  '{ "syntax": "evil/frontend" }\n',
  "#!/bin/x\n# syntax=evil/frontend\nFROM scratch\n",
  "from\talpine\ncopy\t.\t/x\n",
  "FROM alpine\r\nCOPY . /x\r\n",
  "# escape=`\nFROM alpine\nCOPY `\n . `\n /x\n",
  "FROM alpine\nCOPY \\\n# x\n\n. \\\n/x\n",
  "ARG V=s\nFROM alpine AS s\nCOPY . /x\nFROM ${V}\n",
  "FROM --platform=$BUILDPLATFORM alpine AS s\nCOPY . /x\nRUN x\nFROM alpine\nCOPY --from=s /x/o /o\n",
  "FROM alpine AS a-amd64\nCOPY . /x\nFROM alpine AS a-arm64\nCOPY . /x\nFROM a-${TARGETARCH}\n",
  "FROM alpine\nCOPY . <<EOF /x/\nh\nEOF\n",
];
const formats = [["--format", "json"], ["--format", "github"], []] as const;

/** What stands around a token whose form is certain. */
const around: readonly ((token: string) => string)[] = [
  ...[
    "Authorization: Bearer @",
    'curl -H "Authorization: token @" https://api.github.com',
    ...["corp.internal", "example.com", "git.test", "localhost"].map((host) =>
      `https://user:@@${host}/a`.replace("@@", "@\0"),
    ),
    "https://example.com/?t=@&a=b",
    "eyJhbGciOiJIUzI1NiJ9.@.x",
    "https://user:x-@\0host/a",
    "# for example: your_token=@",
    'dummy_fake_example = "@"',
    "# kind: SealedSecret\nT=@",
    "kind: SealedSecret\nspec: {encryptedData: {t: @}}",
    "$" + "{{ secrets.X }} @",
    '{\\"t\\":\\"@\\"}',
    '"a\\n@\\n"',
    "t%3D@%26",
    "&quot;@&quot;",
    "<![CDATA[@]]>",
    "a-@-b",
    '"integrity": "sha512-@"',
    "T=changeme @",
    "a = 1 # pragma: allowlist nextline secret\nb = 2\nT=@",
  ].map((text) => (value: string) => text.replace("@", value).replace("\0", "@")),
  ...[
    "-----BEGIN FOO-----",
    "-----BEGIN RSA PRIVATE KEY-----",
    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n",
    "-----BEGIN PGP MESSAGE-----",
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN AGE ENCRYPTED FILE-----",
    "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: aes256-cbc\n",
    "$" + "ANSIBLE_VAULT;1.1;AES256",
    "sops:\n  mac: ENC[AES256_GCM,data:x]",
    "begin 644 x",
    "%PDF-1.4",
    "\xff\xfe",
    "\xfe\xff",
    "\xff\xfe\0\0",
    "\xef\xbb\xbf",
    "\x84\x31\x95\x33",
  ].map((head) => (value: string) => `${head}\ntoken = "${value}"`),
  ...[2, 4].flatMap((width) =>
    [true, false].map(
      (isBig) => (value: string) =>
        [...`token = "${value}"\n`]
          .map((char) => {
            const zeros = "\0".repeat(width - 1);
            return isBig ? zeros + char : char + zeros;
          })
          .join(""),
    ),
  ),
];
const places = [
  ...["a.conf", "README.md", "docs/x.md", "tests/a.txt", "node_modules/x/test/a.env", "vendor/x/examples/a"],
  ...[
    "package-lock.json",
    "app.min.js",
    "a.svg",
    "x.ipynb",
    "a.test.js",
    "site-packages/x/test/y.py",
    "x.pub",
  ],
];

/** What a configuration of the tree says against the gate of the caller. */
const loosening: readonly object[] = [
  ...["off", "info", "warning"].map((to) => ({ rules: [`secret-content=${to}`, `secret-name=${to}`] })),
  { rules: ["large-file=error", "secret-content=off", "secret-name=off"] },
  { failOn: "never" },
  { secretContent: false, rules: ["secret-name=off"] },
  { secretAllowPaths: ["**"] },
  { secretAllowRules: ["github-token"], rules: ["secret-name=off"] },
  { secretMaxSize: "1B", rules: ["secret-name=off"] },
  { secretRules: "-token", rules: ["secret-name=off"] },
  { quiet: true },
  { git: true },
  { git: true, failOn: "never" },
];
const holders: readonly ((settings: object) => Tree)[] = [
  (settings) => ({ "repo/ctxcheck.config.json": JSON.stringify(settings) }),
  (settings) => ({ "repo/package.json": JSON.stringify({ ctxcheck: settings }) }),
  (settings) => ({ "repo/.ctxcheck.yml": JSON.stringify({ overrides: [{ contexts: "**", ...settings }] }) }),
];
const gates: readonly (readonly [readonly string[], Record<string, string>])[] = [
  [["--fail-on", "error"], {}],
  [["--fail-on", "warning", "--format", "json"], {}],
  [[], { CTXCHECK_FAIL_ON: "error" }],
  [["--all", "--fail-on", "error"], {}],
  [["--rule", "secret-content=error", "--rule", "secret-name=error"], {}],
];

/** All but the secret, which lies beside the commit. */
function committed(repo: string): void {
  git(repo, "init", "-q", "-b", "main");
  git(repo, "add", "Dockerfile");
  git(repo, "commit", "-q", "--no-verify", "-m", "x");
}

const whole = "FROM alpine\nCOPY . /x\n";

/** A file whose bytes lie elsewhere, too, or whose size says nothing of them. */
const oddFiles: Readonly<Record<string, (repo: string) => void>> = {
  "a sparse file of 10 GiB": (repo) => truncateSync(join(repo, "a.conf"), 10 * 1024 ** 3),
  "a hard link below tests": (repo) => link(repo, "tests/b"),
  "a hard link below examples": (repo) => link(repo, "examples/b"),
  "a hard link in a package": (repo) => link(repo, "node_modules/x/test/b"),
};

function link(repo: string, name: string): void {
  mkdirSync(join(repo, dirname(name)), { recursive: true });
  linkSync(join(repo, "a.conf"), join(repo, name));
}

describe("never green where a secret may get into the image", () => {
  attacks(
    "greens: ways",
    product(ways, formats).map(([dockerfile, args]) =>
      green(
        JSON.stringify(dockerfile),
        { "repo/Dockerfile": dockerfile, "repo/.env": `T=${token()}\n` },
        args,
      ),
    ),
  );
  attacks(
    "greens: content",
    product(around, places)
      .filter((_, at) => at % 3 === 0 || at % places.length === 0)
      .map(([text, path]) =>
        green(
          `${JSON.stringify(text("<token>").slice(0, 60))} in ${path}`,
          { "repo/Dockerfile": whole, [`repo/${path}`]: `${text(token())}\n` },
          ["--format", "json", "--fail-on", "error"],
        ),
      ),
  );
  attacks(
    "greens: files",
    product(Object.entries(oddFiles), formats, [whole, "FROM alpine\nCOPY a.conf /x\n"]).map(
      ([[name, make], args, dockerfile]) =>
        green(
          name,
          { "repo/Dockerfile": dockerfile, "repo/a.conf": `token = "${token()}"\n` },
          args,
          {},
          make,
        ),
    ),
  );
  attacks(
    "greens: gates",
    product(holders, loosening, gates).map(([holder, settings, [args, env]]) =>
      green(
        JSON.stringify(settings),
        { "repo/Dockerfile": whole, "repo/.env": `T=${token()}\n`, ...holder(settings) },
        args,
        env,
        "git" in settings ? committed : undefined,
      ),
    ),
  );
});
