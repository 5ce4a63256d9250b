import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { layersOf, ociFiles, savedFiles, tarOf, writeFiles } from "../built/make-image.ts";
import { runHere } from "../cli/run.ts";
import { type Attack, attacks, product } from "./attacks.ts";
import { faultOf } from "./payloads.ts";
import { inSandbox, marker } from "./sandbox.ts";
import { around, type Maker, makers, random, shows } from "./values.ts";

type Files = Map<string, Buffer>;
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const base = () => layersOf([{ name: "a", content: "abc" }]);
const oci = () => ociFiles({ layers: base() });
const docker = () => savedFiles({ layers: base() });
const withFile = (files: Files, name: string, content: Buffer): Files => files.set(name, content);
const hex = "0".repeat(64);
const secret = "../home/private/notes.txt";

/** One descriptor where an index, a manifest or a list of layers is looked for. */
const digests = [
  ...["sha256:../../../home/private/notes.txt", "../../home:private", "sha256:..", "", "sha256:", ":"],
  ...[`sha256:${hex}`, "sha256:a/../../x", "sha256:\0", "__proto__:x", "sha512:a", "a".repeat(100_000)],
];
const named = [secret, "/etc/passwd", "", ".", "..", "a\0b", "__proto__", "/dev/zero", "a/".repeat(50_000)];

const loop = (): Files => {
  const digest = `sha256:${hex}`;
  const many = Array.from({ length: 200 }, () => ({
    digest,
    mediaType: "application/vnd.oci.image.index.v1+json",
  }));
  const files = withFile(oci(), "index.json", json({ manifests: many }));
  return withFile(files, `blobs/sha256/${hex}`, json({ manifests: many }));
};
const manifested = (value: Buffer): Files => {
  const digest = `sha256:${hex}`;
  const files = withFile(oci(), "index.json", json({ manifests: [{ digest, size: 1 }] }));
  return withFile(files, `blobs/sha256/${hex}`, value);
};
const broken = [
  "",
  "x",
  "null",
  "1",
  "[]",
  '"x"',
  "[null]",
  "{",
  `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
].map((text) => Buffer.from(text));
const others: readonly (() => Files)[] = [
  ...digests.map((digest) => () => withFile(oci(), "index.json", json({ manifests: [{ digest, size: 1 }] }))),
  ...digests.map((digest) => () => manifested(json({ config: { digest }, layers: [{ digest }] }))),
  ...named.map(
    (name) => () =>
      withFile(docker(), "manifest.json", json([{ Config: name, Layers: ["layer0/layer.tar"] }])),
  ),
  ...named.map(
    (name) => () => withFile(docker(), "manifest.json", json([{ Config: "config.json", Layers: [name] }])),
  ),
  ...broken.flatMap((text) => [
    () => withFile(oci(), "index.json", text),
    () => manifested(text),
    () => withFile(docker(), "manifest.json", text),
    () => withFile(docker(), "config.json", text),
    () => withFile(docker(), "layer0/layer.tar", text),
  ]),
  loop,
  () =>
    manifested(
      json({
        config: { digest: `sha256:${hex}` },
        layers: Array.from({ length: 100_000 }, () => ({ digest: `sha256:${hex}` })),
      }),
    ),
  () =>
    withFile(
      docker(),
      "manifest.json",
      json([{ Config: "config.json", Layers: Array.from({ length: 100_000 }, () => "layer0/layer.tar") }]),
    ),
  () => withFile(docker(), "manifest.json", Buffer.alloc((16 << 20) + 1, " ")),
];
const links = ["index.json", "manifest.json", "config.json", "layer0/layer.tar", "blobs"];
const ways = ["a directory", "an archive"] as const;

async function faultIn(repo: string, args: readonly string[]): Promise<string | null> {
  const ran = await runHere(args, { cwd: repo, env: { GITHUB_ACTIONS: "true" } });
  if (ran.stdout.includes(marker) || ran.stderr.includes(marker)) return "it reads outside";
  if (ran.code === 2 && !/^ctxcheck: [^\n]{1,600}\n( {2}[^\n]{1,300}\n)?$/.test(ran.stderr))
    return `no sentence: ${ran.stderr.slice(0, 300)}`;
  return faultOf(ran, ran.code === 2 ? [] : args);
}

const attack = (
  name: string,
  make: () => Files,
  way: (typeof ways)[number],
  change: (root: string) => void,
): Attack => ({
  name: `${name}, ${way}`,
  run: () =>
    inSandbox({}, async ({ repo }) => {
      const image = join(repo, "image");
      if (way === "an archive") writeFileSync(image, tarOf(make()));
      else writeFiles(image, new Map([...make()].filter(([file]) => !file.includes("\0"))));
      change(image);
      return faultIn(repo, ["image", "--against", "image", "--json"]);
    }),
});

/** What the history of an image says, as builders write it; what tells a secret may stand behind what has room. */
const written: readonly ((text: string) => Parameters<typeof savedFiles>[0])[] = [
  (text) => ({ layers: base(), history: [text] }),
  (text) => ({ layers: base(), history: [`RUN |1 X=1 /bin/sh -c ${text} # buildkit`] }),
  (text) => ({ layers: base(), history: [`/bin/sh -c #(nop)  ENV ${text}`] }),
  (text) => ({ layers: base(), architecture: text }),
];
const behind: readonly Maker[] = [
  ...makers,
  () => {
    const value = random(16);
    return { text: `echo ${value} | docker login -u deployment --password-stdin`, value };
  },
  () => {
    const value = random(20);
    return { text: `apk add --no-cache git curl && mysql -h db.internal -u root --password=${value}`, value };
  },
];

function ofHistory([make, maker, more]: readonly [
  (typeof written)[number],
  Maker,
  readonly string[],
]): Attack {
  const { text, value } = maker();
  const args = ["image", "--against", "image", ...more];
  return {
    name: `history ${written.indexOf(make)}: ${text.replaceAll(value, "<value>")} / ctxcheck ${args.join(" ")}`,
    run: () =>
      inSandbox({}, async ({ repo }) => {
        writeFileSync(join(repo, "image"), tarOf(savedFiles(make(text))));
        const { stdout, stderr } = await runHere(args, { cwd: repo, env: {} });
        return shows(stdout + stderr, value) ? around(stdout + stderr, value) : null;
      }),
  };
}

describe("an image of somebody else", () => {
  attacks("images: values", product(written, behind, [[], ["--json"], ["--verbose"]]).map(ofHistory));
  attacks("images", [
    ...product(others, ways).map(([make, way]) =>
      attack(`image ${others.indexOf(make)}`, make, way, () => {}),
    ),
    ...product([oci, docker], links).map(([make, name]) => {
      const files = make();
      files.delete(name);
      return attack(
        `a link as ${name}`,
        () => new Map([...files].filter(([file]) => !file.startsWith(`${name}/`))),
        "a directory",
        (root) =>
          symlinkSync(
            join(root, "../../home/private/notes.txt"),
            join(root, name.includes("/") ? "x" : name),
          ),
      );
    }),
  ]);
});
