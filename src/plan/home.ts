import { homedir } from "node:os";
import { type Bytes, fromText } from "../bytes.ts";

/** The home directory of who runs this; null for a user whom the system does not know, as containers have them. */
export function homeDirectory(): Bytes | null {
  try {
    return fromText(homedir());
  } catch {
    return null;
  }
}
