import { parsePodmanIgnoreFile, readContainersPatterns } from "../ignore/containers.ts";
import { buildah } from "./buildah.ts";
import type { Builder } from "./builder.ts";

/**
 * Podman builds with buildah's code, and hands over the lines of `--ignorefile` itself (rule F16). It is selected by
 * its name and reports as buildah.
 */
export const podman: Builder = {
  ...buildah,
  title: "Podman",
  named: {
    readPatterns: (content, file) => readContainersPatterns(parsePodmanIgnoreFile(content, file)),
    isNone: (content) => parsePodmanIgnoreFile(content, "").length === 0,
  },
};
