/** Exit codes; never a count. 130 where a key interrupts; of a signal a shell reports it by itself. */
export const exitCodes = { clean: 0, finding: 1, refused: 2, interrupted: 130 } as const;
