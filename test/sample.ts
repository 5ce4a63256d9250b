/** CI tries everything (`CTXCHECK_HOSTILE=all`), `npm test` a part of what there are thousands of. */
export const isThorough = process.env.CTXCHECK_HOSTILE === "all";

/** Of many cases one in `step`, which has to share no divisor with the lengths of the lists that they were made of. */
export const every =
  (step: number) =>
  (_: unknown, index: number): boolean =>
    index % step === 0;

export const sampled = <T>(all: readonly T[], step: number): readonly T[] =>
  isThorough ? all : all.filter(every(step));

/** What is drawn is the same on every run, so that a red one tells of a change. CTXCHECK_SEED gives others. */
export const seed = Number(process.env.CTXCHECK_SEED ?? 1);

/** CTXCHECK_LAWS=20 tries every law that many times as often. */
export const times = Number(process.env.CTXCHECK_LAWS ?? 1);

/** So many runs of a law: a fifth of them in `npm test`, but not less than ten. */
export const lawRuns = (all: number): number =>
  times * (isThorough ? all : Math.min(all, Math.max(10, Math.ceil(all / 5))));
