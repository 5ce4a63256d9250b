import { hasBase36Checksum, hasBase62Checksum, hasFineGrainedChecksum } from "../checksums.ts";
import type { TokenFormat } from "../token.ts";

/** Tokens of services that host code and run its jobs. */
export const codeHostTokens: readonly TokenFormat[] = [
  {
    id: "github-token",
    what: "GitHub token",
    looks: "ghp_, gho_, ghu_ or ghr_ and 36 or 76 letters and digits, the last six a checksum",
    anchors: "ghp_ gho_ ghu_ ghr_",
    pattern: /gh[pour]_(?:[A-Za-z0-9]{76}|[A-Za-z0-9]{36})(?!\w)/y,
    checksum: hasBase62Checksum,
  },
  {
    id: "github-app-token",
    what: "GitHub App installation token",
    looks: "ghs_ and 36 letters and digits, or ghs_, a number, _ and a JWT",
    anchors: "ghs_",
    pattern: /ghs_(?:[A-Za-z0-9]{36}(?!\w)|\d{1,12}_[\w-]{20,600}\.[\w-]{20,2000}\.[\w-]{20,1000})/y,
  },
  {
    id: "github-fine-grained-token",
    what: "GitHub fine-grained personal access token",
    looks: "github_pat_, 22 letters and digits, _ and 59 more, with a checksum inside",
    anchors: "github_pat_",
    pattern: /github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}(?!\w)/y,
    checksum: hasFineGrainedChecksum,
  },
  {
    id: "gitlab-routable-token",
    what: "GitLab token",
    looks: "glpat- or glrt-, a payload, a version, a length and a checksum, joined by dots",
    anchors: "glpat- glrt-t",
    pattern: /gl(?:pat|rt)-[\w-]{27,300}\.[0-9a-z]{2}(?:\.[0-9a-z]{2})?[0-9a-z]{7}(?![\w-])/y,
    checksum: hasBase36Checksum,
  },
  {
    id: "gitlab-token",
    what: "GitLab token",
    looks: "glpat-, gldt-, glptt-, glrt- or another gl…- prefix and 20 or more characters",
    anchors: "glpat- gldt- glptt- glrt- glsoat- glft- glffct- glimt- glagent- gloas- glcbt- glrtr- glwt-",
    pattern:
      /gl(?:pat|dt|rt|soat|ft|ffct|wt)-[\w-]{20,60}(?![\w.-])|glrtr-[\w-]{20,60}|glptt-[a-f0-9]{40}(?!\w)|glimt-[\w-]{25}(?![\w-])|glagent-[\w-]{50}(?![\w-])|gloas-[a-f0-9]{64}(?!\w)|glcbt-[0-9a-zA-Z]{1,5}_[\w-]{20}(?![\w-])/y,
  },
  {
    id: "gitlab-runner-registration-token",
    what: "GitLab runner registration token",
    looks: "GR1348941 and 20 characters",
    anchors: "GR1348941",
    pattern: /GR1348941[\w-]{20}(?![\w-])/y,
  },
  {
    id: "atlassian-token",
    what: "Atlassian API token",
    looks: "ATATT3 or ATCTT3, about 190 characters and = with eight hex digits",
    anchors: "ATATT3 ATCTT3",
    pattern: /AT[AC]TT3[\w-]{100,300}=[A-F0-9]{8}(?!\w)/y,
  },
  {
    id: "bitbucket-app-password",
    what: "Bitbucket app password",
    looks: "ATBB and 32 letters and digits",
    anchors: "ATBB",
    pattern: /ATBB[A-Za-z0-9]{32}(?!\w)/y,
    confidence: "medium",
  },
  {
    id: "sourcegraph-token",
    what: "Sourcegraph access token",
    looks: "sgp_ and 40 hex digits, an instance between them or not",
    anchors: "sgp_",
    pattern: /sgp_(?:(?:[a-f0-9]{16}|local)_)?[a-f0-9]{40}(?!\w)/y,
  },
  {
    id: "circleci-token",
    what: "CircleCI token",
    looks: "CCIPAT_ or CCIPRJ_, 22 letters and digits, _ and 40 hex digits",
    anchors: "CCIPAT_ CCIPRJ_",
    pattern: /CCIP(?:AT|RJ)_[A-Za-z0-9]{22}_[a-f0-9]{40}(?!\w)/y,
  },
  {
    id: "buildkite-token",
    what: "Buildkite API token",
    looks: "bkua_ and 40 letters and digits",
    anchors: "bkua_",
    pattern: /bkua_[a-z0-9]{40}(?!\w)/y,
  },
  {
    id: "sonar-token",
    what: "SonarQube token",
    looks: "squ_, sqp_ or sqa_ and 40 hex digits",
    anchors: "squ_ sqp_ sqa_",
    pattern: /sq[upa]_[a-f0-9]{40}(?!\w)/y,
  },
  {
    id: "snyk-token",
    what: "Snyk token",
    looks: "snyk_uat. or snyk_sat., eight hex digits, . and a JWT-like rest",
    anchors: "snyk_uat. snyk_sat.",
    pattern: /snyk_[us]at\.[a-z0-9]{8}\.[\w.-]{40,400}(?![\w-])/y,
  },
  {
    id: "harness-token",
    what: "Harness token",
    looks: "pat. or sat., 22 characters, 24 hex digits and 20 characters, joined by dots",
    anchors: "pat. sat.",
    pattern: /[ps]at\.[\w-]{22}\.[a-f0-9]{24}\.[A-Za-z0-9]{20}(?!\w)/y,
  },
];
