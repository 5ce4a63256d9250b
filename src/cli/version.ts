/** From package.json; inserted when the program is built. */
declare const packageVersion: string | undefined;

export const version = typeof packageVersion === "string" ? packageVersion : "0.0.0";
