export { type ContextOptions, listContext } from "./api.ts";
export type { Entry } from "./entry.ts";
export { CtxcheckError, type ErrorCode } from "./errors.ts";
