import type { Bytes } from "../bytes.ts";
import { wrongUse } from "../errors.ts";
import { cleanPath } from "../ignore/clean.ts";
import { parsePodmanIgnoreFile, readContainersPatterns } from "../ignore/containers.ts";
import { type Pattern, refuseBadSyntax } from "../ignore/pattern.ts";
import { buildah } from "./buildah.ts";
import type { Builder } from "./builder.ts";

/**
 * Returns the builder with a client on Windows: in its patterns a backslash separates components and escapes nothing
 * (rule A26), and it sends every entry as executable, with mode 0755 at most (rule C8). Throws CtxcheckError "usage" if
 * that is unknown for the builder.
 */
export function onWindows(builder: Builder): Builder {
  const { name, title } = builder;
  if (name !== "buildkit" && name !== "classic" && name !== "classic@28")
    throw wrongUse(
      `--os windows: what a client on Windows sends to ${title} is not known`,
      "use it with --builder buildkit or classic",
    );
  const sent = { ...builder, os: "windows" as const, modeOf };
  return name === "buildkit" ? { ...sent, ...matchedThere(builder) } : { ...sent, ...readThere(builder) };
}

/** fsutil: mkstat; docker/cli: Tarballer.Do. Both preserve the type. */
const modeOf = (mode: number): number => (mode & ~0o7777) | (mode & 0o755) | 0o111;

/** BuildKit's frontend reads the ignore file on Linux; the client only matches. */
function matchedThere(builder: Builder): Pick<Builder, "readPatterns" | "open"> {
  return {
    readPatterns: (...given) => builder.readPatterns(...given).map(separated),
    open: (rules) => builder.open({ ...rules, requested: rules.requested?.map(separated) ?? null }),
  };
}

function separated(pattern: Pattern): Pattern {
  if (!pattern.text.includes("\\")) return pattern;
  const there = { ...pattern, text: cleanPath(slashed(pattern.text)) };
  refuseBadSyntax(there);
  return there;
}

/** The classic builder's client also reads the ignore file. */
function readThere(builder: Builder): Pick<Builder, "readPatterns"> {
  return {
    readPatterns: (content, file, dockerfilePath) => {
      const lines = content.split("\n");
      return builder.readPatterns(slashed(content), file, dockerfilePath).map((pattern) => {
        const raw = lines[pattern.source.line - 1]?.replace(/\r$/, "") ?? pattern.source.raw;
        return { ...pattern, source: { ...pattern.source, raw } };
      });
    },
  };
}

const slashed = (text: Bytes): Bytes => text.replaceAll("\\", "/");

/**
 * Podman builds with buildah's code, but hands over the lines of `--ignorefile` itself (rule F16). It is selected by
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
