import { calmTable } from "./calm-table.ts";
import { codeTable } from "./code-table.ts";
import { encodingCases } from "./encodings.ts";
import { fieldTable } from "./field-table.ts";
import { type Case, casesOf } from "./fill.ts";
import { keyCases } from "./keys.ts";
import { loginsTable } from "./logins-table.ts";
import { lookAlikesTable } from "./look-alikes-table.ts";
import { placesTable } from "./places-table.ts";
import { repositoryTable } from "./repository-table.ts";

/** Files with one secret each, of every kind: written from the formats' documentation before the rules were. */
export function secretCases(seed: number): Case[] {
  return [
    ...casesOf(placesTable, 2, seed),
    ...casesOf(codeTable, 2, seed + 1),
    ...casesOf(loginsTable, 2, seed + 2),
    ...casesOf(fieldTable, 1, seed + 5),
    ...casesOf(repositoryTable, 1, seed + 6),
    ...keyCases(4, seed + 3),
    ...encodingCases(4, seed + 4),
  ];
}

/** Files without one that look like it. */
export function lookAlikeCases(seed: number): Case[] {
  return [...casesOf(lookAlikesTable, 3, seed), ...casesOf(calmTable, 2, seed + 1)];
}
