import type { Finding } from "./finding.ts";

/**
 * Whether the build fails because of what is found. A mere cause comes with another finding that reports the failure.
 */
export function failsBuild(finding: Finding): boolean {
  switch (finding.rule) {
    case "build-fails":
    case "dockerfile-lost":
      return true;
    case "copy-ignored":
    case "copy-missing":
    case "copy-matches-nothing":
    case "copy-outside":
      return finding.fails;
    case "unreadable":
      return finding.refusal && !finding.vanished;
    default:
      return false;
  }
}
