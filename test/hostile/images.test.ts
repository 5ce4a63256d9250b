import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { layersOf, ociFiles, savedFiles, tarOf, writeFiles } from "../built/make-image.ts";
import { runHere } from "../cli/run.ts";
import { type Attack, attacks, product } from "./attacks.ts";
import { faultOf } from "./payloads.ts";
import { inSandbox, marker } from "./sandbox.ts";

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

describe("an image of somebody else", () => {
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
