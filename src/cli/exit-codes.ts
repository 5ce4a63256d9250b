/** Exit codes; never a count. A shell reports 130 by itself when the process is interrupted. */
export const exitCodes = { clean: 0, finding: 1, refused: 2 } as const;
