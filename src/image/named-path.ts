import { type Bytes, fromText } from "../bytes.ts";

/**
 * Names a file of a named context among those of the build context: `shared://config/app.yml`. No path of a context has
 * two slashes in a row.
 */
export const namedPath = (context: string, path: Bytes): Bytes => `${fromText(context)}://${path}`;

export const isNamedPath = (path: Bytes): boolean => path.includes("//");
