import { type Bytes, fromText } from "../bytes.ts";

/**
 * How a file of a named context is called beside those of the build context: `shared://config/app.yml`. No path of a
 * context holds two slashes in a row.
 */
export const namedPath = (context: string, path: Bytes): Bytes => `${fromText(context)}://${path}`;

export const isNamedPath = (path: Bytes): boolean => path.includes("//");
