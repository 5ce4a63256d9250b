import { scanContent } from "../../../src/secrets/content.ts";
import type { SecretHit } from "../../../src/secrets/model.ts";
import type { Case } from "./fill.ts";

/** What is told of a file by default. */
export function hitsIn({ path, content }: Case): readonly SecretHit[] {
  return scanContent(path, content, { salt: "" }).hits;
}

/** Whether the secret of a case is told where it stands. */
export function isFound(one: Case): boolean {
  const text = one.content.toString("latin1");
  const line = text.slice(0, Math.max(0, text.indexOf(one.secret))).split("\n").length;
  const [first, last] = one.lines ?? [line, line];
  return hitsIn(one).some((hit) => hit.line >= first && hit.line <= last);
}

export interface Score {
  readonly missed: number;
  /** By kind, what is wrong: a secret that is missed, a look-alike that is told. */
  readonly wrong: ReadonlyMap<string, readonly Case[]>;
}

export function score(cases: readonly Case[], isRight: (one: Case) => boolean): Score {
  const wrong = new Map<string, Case[]>();
  for (const one of cases) if (!isRight(one)) wrong.set(one.kind, [...(wrong.get(one.kind) ?? []), one]);
  return { missed: [...wrong.values()].reduce((sum, some) => sum + some.length, 0), wrong };
}
