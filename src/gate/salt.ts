import { CtxcheckError } from "../errors.ts";
import { publicSalt } from "../survey/secrets.ts";
import type { NamedBaseline } from "./compare-baseline.ts";

/**
 * The salt of the fingerprints: as given, else that of the baseline, else a public one. Throws CtxcheckError
 * "baseline" where the two differ: fingerprints of two salts have nothing to do with each other.
 */
export function saltOf(given: string | undefined, baseline: NamedBaseline | null): string {
  const known = baseline?.baseline.salt;
  if (given === undefined || known === undefined || given === known) return given ?? known ?? publicSalt;
  throw new CtxcheckError(
    "baseline",
    `the baseline "${baseline?.file}" was written with another salt than --secret-salt`,
    "rewrite it with ctxcheck baseline --update, or leave out --secret-salt",
  );
}
