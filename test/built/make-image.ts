import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Made, makeTar } from "../context/tar/make-tar.ts";

export interface MadeImage {
  /** Tars, the lowest first. */
  readonly layers: readonly Buffer[];
  readonly history?: readonly string[];
  readonly architecture?: string;
}

export const gzipped = (layers: readonly Buffer[]): Buffer[] => layers.map((layer) => gzipSync(layer));
export const layersOf = (...layers: readonly (readonly Made[])[]): Buffer[] => layers.map(makeTar);

const digestOf = (content: Buffer) => `sha256:${createHash("sha256").update(content).digest("hex")}`;
const blobOf = (digest: string) => `blobs/${digest.replace(":", "/")}`;
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

const configOf = ({ layers, history = [], architecture = "amd64" }: MadeImage) =>
  json({
    ...{ os: "linux", architecture },
    // dive reads no image without.
    rootfs: { type: "layers", diff_ids: layers.map(digestOf) },
    history: [
      ...layers.map((_, at) => ({ created_by: history[at] ?? `layer ${at + 1}` })),
      { created_by: "CMD x", empty_layer: true },
    ],
  });

/** Of a value as JSON, or of bytes. */
export function addBlob(files: Map<string, Buffer>, value: unknown): { digest: string; size: number } {
  const content = value instanceof Buffer ? value : json(value);
  const digest = digestOf(content);
  files.set(blobOf(digest), content);
  return { digest, size: content.length };
}

/** The files of an OCI layout of some images, by name. */
export function ociFiles(...images: readonly MadeImage[]): Map<string, Buffer> {
  const files = new Map<string, Buffer>([["oci-layout", json({ imageLayoutVersion: "1.0.0" })]]);
  const add = (value: unknown) => addBlob(files, value);
  const manifests = images.map((image) => ({
    ...add({ config: add(configOf(image)), layers: image.layers.map(add) }),
    platform: { os: "linux", architecture: image.architecture ?? "amd64" },
  }));
  const attestation = { ...add({ config: add({}), layers: [add({})] }) };
  const unknown = { os: "unknown", architecture: "unknown" };
  const notes = { "vnd.docker.reference.type": "attestation-manifest" };
  const nested = { manifests: [...manifests, { ...attestation, platform: unknown, annotations: notes }] };
  files.set("index.json", json({ manifests: [add(nested)] }));
  return files;
}

/** What `docker save` wrote until 24: a folder a layer. */
export function savedFiles(image: MadeImage): Map<string, Buffer> {
  const names = image.layers.map((_, at) => `layer${at}/layer.tar`);
  return new Map([
    ["config.json", configOf(image)],
    ...image.layers.map((layer, at) => [names[at] ?? "", layer] as const),
    ["manifest.json", json([{ Config: "config.json", RepoTags: ["x:1"], Layers: names }])],
  ]);
}

export const tarOf = (files: ReadonlyMap<string, Buffer>): Buffer =>
  makeTar([...files].map(([name, content]) => ({ name, content })));

export function writeFiles(root: string, files: ReadonlyMap<string, Buffer>): void {
  for (const [name, content] of files) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
}
