import type { ReportedFinding } from "../report-model.ts";

const nouns: Readonly<Record<string, string>> = {
  "private-key": "private key",
  token: "token",
  jwt: "token",
  "password-hash": "password hash",
};

/** What a secret is called where several of a file are counted; null for any other finding. */
export function secretNoun({ secret }: ReportedFinding): string | null {
  if (secret === null) return null;
  const isPassword = secret.family === "url" || /pass|pwd|(?:^|_)pw$/i.test(secret.name ?? secret.what);
  return nouns[secret.family] ?? (isPassword ? "password" : "secret");
}
