import { type Bytes, toText } from "../bytes.ts";
import { refuse } from "./refusal.ts";

/** An operating system, an architecture and a variant, as parsed and formatted by containerd/platforms. */
export interface Platform {
  os: string;
  /** `windows(10.0.17763)`. */
  osVersion: string;
  osFeatures: readonly string[];
  architecture: string;
  variant: string;
}

export const defaultPlatform: Platform = {
  os: "linux",
  osVersion: "",
  osFeatures: [],
  architecture: "amd64",
  variant: "",
};

const systems = new Set(
  "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos".split(
    " ",
  ),
);
const architectures = new Set(
  (
    "386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le " +
    "ppc riscv riscv64 s390 s390x sparc sparc64 wasm"
  ).split(" "),
);
const systemPart = /^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.%-]*)((?:\+[A-Za-z0-9_.%-]+)*)\))?$/;

/** platforms.Parse; parts missing in the text are taken from `local`, the builder's own platform. */
export function parsePlatform(specifier: Bytes, local: Platform = defaultPlatform): Platform {
  const text = toText(specifier);
  const invalid = (why: string) =>
    refuse(`${JSON.stringify(text)}: ${why}: invalid argument`, "write os/arch, such as linux/amd64");
  if (text.includes("*")) invalid("wildcards not yet supported");
  const [system = "", ...parts] = text.split("/");
  const match = systemPart.exec(system);
  if (match === null || parts.some((part) => !/^[A-Za-z0-9_.-]+$/.test(part)) || parts.length > 2) {
    return invalid("cannot parse platform specifier");
  }
  const os = normalizeSystem(match[1] ?? "");
  const osFeatures = (match[3] ?? "").split("+").slice(1).map(decodeOption);
  const named = { os, osVersion: decodeOption(match[2] ?? ""), osFeatures };
  const [architecture, variant] = parts;
  if (architecture !== undefined)
    return { ...named, ...normalizeArchitecture(architecture, variant ?? "", parts.length) };
  if (systems.has(os)) return { ...named, architecture: local.architecture, variant: local.variant };
  const alone = normalizeArchitecture(system, "", 1);
  if (!architectures.has(alone.architecture)) return invalid("unknown operating system or architecture");
  return { ...named, os: local.os, ...alone };
}

function normalizeSystem(os: string): string {
  const lower = os.toLowerCase();
  return lower === "macos" ? "darwin" : lower;
}

function normalizeArchitecture(given: string, givenVariant: string, parts: number) {
  const { architecture, variant } = canonicalArchitecture(given.toLowerCase(), givenVariant.toLowerCase());
  if (parts < 2 && architecture === "arm" && variant === "v7") return { architecture, variant: "" };
  if (parts === 2 && architecture === "arm64" && variant === "") return { architecture, variant: "v8" };
  return { architecture, variant };
}

function canonicalArchitecture(
  architecture: string,
  variant: string,
): Pick<Platform, "architecture" | "variant"> {
  switch (architecture) {
    case "i386":
      return { architecture: "386", variant: "" };
    case "x86_64":
    case "x86-64":
    case "amd64":
      return { architecture: "amd64", variant: variant === "v1" ? "" : variant };
    case "aarch64":
    case "arm64":
      return { architecture: "arm64", variant: canonicalArm64Variant(variant) };
    case "armhf":
      return { architecture: "arm", variant: "v7" };
    case "armel":
      return { architecture: "arm", variant: "v6" };
    case "arm":
      return { architecture, variant: canonicalArmVariant(variant) };
    default:
      return { architecture, variant };
  }
}

function canonicalArm64Variant(variant: string): string {
  if (["8", "v8", "v8.0"].includes(variant)) return "";
  return ["9", "9.0", "v9.0"].includes(variant) ? "v9" : variant;
}

function canonicalArmVariant(variant: string): string {
  if (variant === "" || variant === "7") return "v7";
  return ["5", "6", "8"].includes(variant) ? `v${variant}` : variant;
}

/** platforms.Normalize. */
export function normalizePlatform(platform: Platform): Platform {
  const canonical = canonicalArchitecture(
    platform.architecture.toLowerCase(),
    platform.variant.toLowerCase(),
  );
  const osFeatures = [...new Set(platform.osFeatures)].sort();
  return { ...platform, os: normalizeSystem(platform.os), osFeatures, ...canonical };
}

/** platforms.Format: `linux/arm/v7`, without the version of the system. */
export function formatPlatform(platform: Platform): string {
  return [platform.os, platform.architecture, platform.variant].filter((part) => part !== "").join("/");
}

/** platforms.FormatAll: with the version and features of the system. */
export function formatWholePlatform(platform: Platform): string {
  const features = [...new Set(platform.osFeatures)].filter((feature) => feature !== "").sort();
  const options =
    encodeOption(platform.osVersion) + features.map((feature) => `+${encodeOption(feature)}`).join("");
  return formatPlatform({ ...platform, os: options === "" ? platform.os : `${platform.os}(${options})` });
}

function encodeOption(option: string): string {
  return option.replace(/[%+()/]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decodeOption(option: string): string {
  try {
    return decodeURIComponent(option);
  } catch {
    return refuse(`invalid URL escape in ${JSON.stringify(option)}`);
  }
}
