import { afterAll, expect } from "vitest";

/** Of files that share a process: what one leaves changed, the next would inherit. */
const state = () => ({
  user: process.geteuid?.(),
  folder: process.cwd(),
  environment: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST"))),
});

const before = state();
afterAll(() => expect(state()).toEqual(before));
