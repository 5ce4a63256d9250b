import { homedir } from "node:os";
import { type Bytes, fromText } from "../bytes.ts";

const platforms: Readonly<Record<string, string>> = {
  arm: "linux/arm/v7",
  arm64: "linux/arm64",
  ia32: "linux/386",
  loong64: "linux/loong64",
  ppc64: "linux/ppc64le",
  riscv64: "linux/riscv64",
  s390x: "linux/s390x",
};

/** The platform of a builder on this machine: what BUILDPLATFORM is, and TARGETPLATFORM without `--platform`. */
export const hostPlatform: string = platforms[process.arch] ?? "linux/amd64";

/** The home directory of the current user; null for a user unknown to the system, as in containers. */
export function homeDirectory(): Bytes | null {
  try {
    return fromText(homedir());
  } catch {
    return null;
  }
}
