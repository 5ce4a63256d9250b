import { Meter } from "../context/tar/limits.ts";
import { localPath } from "../context/tar/unpack.ts";
import { type Efficiency, EfficiencyRule } from "./efficiency.ts";
import type { ImageFiles } from "./image-files.ts";
import { packingOf, readLayer } from "./layer.ts";
import { LayerTree } from "./layer-tree.ts";
import type { Manifest } from "./manifest.ts";

/** What a layer holds. */
export interface LayerSize {
  readonly digest: string | null;
  readonly packing: "gzip" | "zstd" | "bzip2" | "xz" | null;
  /** Bytes of its file. */
  readonly storedBytes: number;
  /** Entries that are neither directories nor whiteouts. */
  readonly files: number;
  /** Bytes of its files' contents. */
  readonly bytes: number;
  /** What made it, in the builder's words; "" if unknown. */
  readonly createdBy: string;
}

export interface ReadLayers {
  readonly tree: LayerTree;
  readonly layers: readonly LayerSize[];
  readonly efficiency: Efficiency;
}

/** Bytes that all layers together may hold, unpacked. */
export const mostContent = 64 * 1024 ** 3;

/** Reads all layers of an image, each once, as streams. Throws CtxcheckError "unreadable". */
export async function readLayers(files: ImageFiles, manifest: Manifest): Promise<ReadLayers> {
  const meter = new Meter(mostContent);
  const tree = new LayerTree(meter);
  const rule = new EfficiencyRule();
  const layers: LayerSize[] = [];
  for (const [at, layer] of manifest.layers.entries()) {
    let [count, bytes] = [0, 0];
    tree.nextLayer();
    for await (const read of readLayer(layer, { shown: files.shown, number: at + 1 }, meter, tree)) {
      const { entry, removed } = read;
      const path = localPath(entry.name);
      const isWhiteout = path.slice(path.lastIndexOf("/") + 1).startsWith(".wh.");
      if (path !== "") rule.add(path, isWhiteout ? removed : entry.size, isWhiteout);
      if (isWhiteout || entry.flag === "5") continue;
      count++;
      bytes += entry.size;
    }
    rule.endLayer();
    const createdBy = manifest.history[at] ?? "";
    const { digest, file } = layer;
    layers.push({
      digest,
      packing: packingOf(layer),
      storedBytes: file.size,
      files: count,
      bytes,
      createdBy,
    });
  }
  return { tree, layers, efficiency: rule.result() };
}
