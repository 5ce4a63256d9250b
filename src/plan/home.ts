import { homedir } from "node:os";
import { type Bytes, fromText } from "../bytes.ts";

/** The home directory of who runs this. */
export const homeDirectory = (): Bytes => fromText(homedir());
