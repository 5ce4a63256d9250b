export {
  type ContextOptions,
  compareBuilders,
  diffReports,
  explainPath,
  imagePaths,
  inspect,
  listContext,
  type ReportOptions,
} from "./api.ts";
export type { Difference } from "./diff/model.ts";
export { CtxcheckError, type ErrorCode } from "./errors.ts";
export type { Comparison, DifferenceGroup } from "./explain/compare.ts";
export type { Explanation, PatternPlace, TrailStep } from "./explain/explain.ts";
export type { Entry } from "./explain/list.ts";
export type { RuleId } from "./findings/finding.ts";
export type { HiddenPath, ImageListing, ImagePath } from "./image/image.ts";
export type { Unknown } from "./image/unknown.ts";
export type { EntryType, SetName, Severity, Totals } from "./model.ts";
export type { Report, ReportedFinding } from "./report-model.ts";
