import * as v from "valibot";
import { fromText } from "../bytes.ts";
import { formatPlatform, normalizePlatform, parsePlatform } from "../dockerfile/platforms.ts";
import { unlessRefused } from "../errors.ts";
import { type ImageFile, type ImageFiles, refuseForeign, refuseImage } from "./image-files.ts";

/** A layer as the manifest names it, the lowest first. */
export interface LayerFile {
  /** "sha256:…" of the file; null if the manifest does not give it. */
  readonly digest: string | null;
  readonly file: ImageFile;
}

/** What the manifest and the configuration of an image contain. */
export interface Manifest {
  /** "os/architecture" or "os/architecture/variant". */
  readonly platform: string | null;
  readonly layers: readonly LayerFile[];
  /** What made each layer, in the builder's words; shorter or empty if the configuration does not say. */
  readonly history: readonly string[];
}

/** Layers: the kernel mounts no more than 128 with overlay; anything that names more is not an image. */
const mostLayers = 1_024;
/** Characters of a name: Linux opens no longer ones. */
const fileName = v.pipe(v.string(), v.maxLength(4_095));
/** Depth of nested indexes. */
const mostDepth = 4;

const descriptor = v.object({
  digest: v.pipe(v.string(), v.regex(/^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]{1,256}$/)),
  size: v.optional(v.number()),
  mediaType: v.optional(v.string()),
  platform: v.nullish(
    v.object({
      os: v.optional(v.string()),
      architecture: v.optional(v.string()),
      variant: v.optional(v.string()),
    }),
  ),
  annotations: v.nullish(v.record(v.string(), v.unknown())),
  /** Of a layer that is not in every image: where else it is. */
  urls: v.nullish(v.array(v.string())),
});
type Descriptor = v.InferOutput<typeof descriptor>;

const index = v.object({ manifests: v.array(descriptor) });
const manifest = v.object({
  artifactType: v.optional(v.string()),
  config: descriptor,
  layers: v.pipe(v.array(descriptor), v.maxLength(mostLayers)),
});
const saved = v.array(
  v.object({
    Config: fileName,
    RepoTags: v.nullish(v.array(v.string())),
    Layers: v.nullable(v.pipe(v.array(fileName), v.maxLength(mostLayers))),
  }),
);
const config = v.object({
  os: v.optional(v.string()),
  architecture: v.optional(v.string()),
  variant: v.optional(v.string()),
  history: v.nullish(
    v.array(v.object({ created_by: v.optional(v.string()), empty_layer: v.optional(v.boolean()) })),
  ),
});

/**
 * Reads the one image of an OCI layout or of `docker save`; of several platforms, the one that is named. Throws
 * CtxcheckError "unreadable".
 */
export function readManifest(files: ImageFiles, platform: string | undefined): Manifest {
  const top = v.safeParse(index, files.json("index.json"));
  const found = top.success ? manifestsIn(files, top.output.manifests) : [];
  if (found.length > 0) return fromLayout(files, chosen(files, found, platform));
  const docker = v.safeParse(saved, files.json("manifest.json"));
  const [image, ...others] = docker.success ? docker.output : [];
  if (image === undefined) return refuseForeign(files.shown);
  if (others.length > 0)
    refuseImage(files.shown, `holds ${others.length + 1} images`, "save the one alone: docker save NAME");
  return {
    ...described(files.json(image.Config)),
    layers: (image.Layers ?? []).map((name) => ({ digest: null, file: fileNamed(files, name) })),
  };
}

interface Found {
  readonly platform: string | null;
  readonly layers: readonly Descriptor[];
  readonly config: Descriptor;
}

const blobOf = ({ digest }: Descriptor): string => `blobs/${digest.replace(":", "/")}`;

/**
 * Returns the manifests that are present: an archive of one platform may name the others, too. Attestations are not
 * images.
 */
function manifestsIn(
  files: ImageFiles,
  descriptors: readonly Descriptor[],
  depth = 0,
  /** Each is read once: an image may have several tags, and five indexes may name the next a thousand times. */
  seen = new Set<string>(),
): Found[] {
  if (depth > mostDepth || descriptors.length > mostLayers) return refuseForeign(files.shown);
  return descriptors.filter(isImage).flatMap((one) => {
    if (seen.size === seen.add(one.digest).size) return [];
    const value = files.json(blobOf(one));
    const nested = v.safeParse(index, value);
    if (nested.success) return manifestsIn(files, nested.output.manifests, depth + 1, seen);
    const read = v.safeParse(manifest, value);
    if (!read.success) return [];
    const { layers, config, artifactType } = read.output;
    if (artifactType !== undefined || !isOf(config, configs)) return [];
    const platform = platformOf(one.platform ?? {}) ?? described(files.json(blobOf(config))).platform;
    return platform?.startsWith("unknown/") ? [] : [{ platform, layers, config }];
  });
}

const manifests = /\b(?:manifest|index|manifest\.list)\.v\d\+json$/;
const configs = /^application\/vnd\.(?:oci\.image\.config|docker\.container\.image)\.v\d\+json$/;

/** A type may be left out. */
const isOf = ({ mediaType }: Descriptor, types: RegExp): boolean =>
  mediaType === undefined || mediaType === "" || types.test(mediaType);

const isImage = (one: Descriptor): boolean =>
  one.annotations?.["vnd.docker.reference.type"] === undefined &&
  one.platform?.os !== "unknown" &&
  isOf(one, manifests);

function platformOf({
  os,
  architecture,
  variant,
}: v.InferOutput<typeof config> | NonNullable<Descriptor["platform"]>) {
  const parts = [os, architecture, variant].filter((part) => part !== undefined && part !== "");
  return os === undefined || architecture === undefined ? null : parts.join("/");
}

function chosen(files: ImageFiles, found: readonly Found[], platform: string | undefined): Found {
  const wanted = platform === undefined ? found : found.filter((one) => isFor(one, platform));
  const [only, ...others] = wanted;
  const known = [...new Set(found.map((one) => one.platform ?? "unknown"))].join(", ");
  if (only === undefined) return refuseImage(files.shown, `has no image for ${platform}; it has ${known}`);
  if (others.length === 0) return only;
  const isNamed = new Set(wanted.map((one) => one.platform)).size === wanted.length;
  return refuseImage(
    files.shown,
    `holds ${wanted.length} images: ${wanted.map((one) => one.platform ?? "unknown").join(", ")}`,
    isNamed
      ? `name one: --platform ${only.platform ?? "linux/amd64"}`
      : "save the one alone: docker save NAME",
  );
}

/** "arm64" and "linux/aarch64" are "linux/arm64/v8"; one of any variant is for "linux/arm". */
const isFor = ({ platform }: Found, wanted: string): boolean =>
  platform === wanted ||
  platform?.startsWith(`${wanted}/`) === true ||
  (platform !== null && spelled(platform) !== null && spelled(platform) === spelled(wanted));

function spelled(platform: string): string | null {
  return unlessRefused(() => formatPlatform(normalizePlatform(parsePlatform(fromText(platform)))));
}

function fromLayout(files: ImageFiles, { config, layers }: Found): Manifest {
  return {
    ...described(files.json(blobOf(config))),
    layers: layers.map((one) => {
      if (one.mediaType?.endsWith("+encrypted"))
        refuseImage(files.shown, `cannot be read: its layer ${one.digest} is encrypted`, "decrypt it first");
      const file = fileNamed(files, blobOf(one), (one.urls ?? []).length > 0);
      if (one.size !== undefined && one.size !== file.size)
        refuseImage(
          files.shown,
          `is broken: ${one.digest} has ${file.size} bytes, not ${one.size}`,
          "write it again",
        );
      return { digest: one.digest, file };
    }),
  };
}

function fileNamed(files: ImageFiles, name: string, isElsewhere = false): ImageFile {
  const why = isElsewhere ? ", which is distributed apart from it" : "";
  const hint = isElsewhere ? "write it with all of its layers: docker save" : "write it again";
  return (
    files.find(name) ??
    refuseImage(files.shown, `does not hold its layer ${JSON.stringify(name)}${why}`, hint)
  );
}

function described(value: unknown): Pick<Manifest, "platform" | "history"> {
  const read = v.safeParse(config, value);
  if (!read.success) return { platform: null, history: [] };
  const layers = (read.output.history ?? []).filter(({ empty_layer }) => empty_layer !== true);
  return { platform: platformOf(read.output), history: layers.map(({ created_by = "" }) => created_by) };
}
