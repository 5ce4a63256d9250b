import type { Bytes } from "../bytes.ts";
import { spellPath } from "../ignore/spell.ts";
import { isNamedPath } from "../image/named-path.ts";
import { type Severity, severities } from "../model.ts";
import type { FileHit } from "../secrets/batch.ts";
import { secretName } from "../secrets/names.ts";
import { severityAt } from "../secrets/placement.ts";
import type { DockerfileHit } from "../survey/dockerfile-secrets.ts";
import type { SecretScan } from "../survey/secrets.ts";
import type { Finding } from "./finding.ts";
import type { Rule } from "./rule.ts";

export const secretContent: Rule = {
  id: "secret-content",
  severity: "error",
  summary: "A file that is sent holds a private key, a token, a password or another secret.",
  start: () => ({ scanned: (scan) => (scan === null ? [] : findings(scan)) }),
};

/** What the Dockerfile holds stays where its instructions do; that the file is also sent adds nothing. */
function findings({ hits, inDockerfile }: SecretScan): Finding[] {
  const known = new Set(inDockerfile.map(keyOf));
  const sent = hits.filter((hit) => !known.has(keyOf(hit)));
  return [...inDockerfile.map(inHistory), ...sent.map(reported)];
}

const keyOf = ({ path, line, column, rule }: FileHit): string => JSON.stringify([path, line, column, rule]);

function inHistory({ keptIn, ...hit }: DockerfileHit): Finding {
  const { fix: _, ...finding } = { fix: "", ...reported(hit) };
  return {
    ...finding,
    keptIn,
    severity: keptIn.place === "history" ? hit.severity : severityAt(hit.severity, "stage"),
  };
}

function reported({ path, line, column, rule: kind, family, what, ...hit }: FileHit) {
  const { masked, confidence, fingerprint, why, variable, holder } = hit;
  const severity = worse(hit.severity, severityOfName(path));
  return {
    rule: "secret-content" as const,
    // A named context has its own ignore file.
    ...(isNamedPath(path) ? {} : { fix: spellPath(path) }),
    ...{ severity, path, line, column, kind, family, what, masked, confidence, fingerprint },
    ...{ why, variable, holder },
  };
}

/**
 * A file whose name alone indicates a secret is not reported again for the name, so the severity for its content must
 * not be lower.
 */
function severityOfName(path: Bytes): Severity {
  const name = secretName(path, false);
  return name?.mode === "name" && name.within === null ? name.severity : "info";
}

function worse(a: Severity, b: Severity): Severity {
  return severities.indexOf(a) < severities.indexOf(b) ? a : b;
}
