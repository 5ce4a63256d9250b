import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** A walk as tools write it around @balena/dockerignore: sync reads, no stat of what is left out. */
const ignore = createRequire(import.meta.url)("@balena/dockerignore");
const [, , root = "."] = process.argv;
const rules = ignore().add(readFileSync(`${root}/.dockerignore`, "utf8"));
let count = 0;
let bytes = 0;
const open = [""];
for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
  for (const entry of readdirSync(`${root}/${folder}`, { withFileTypes: true })) {
    const path = folder + entry.name;
    const out = rules.ignores(path);
    if (entry.isDirectory()) open.push(`${path}/`);
    if (out) continue;
    count++;
    if (!entry.isDirectory()) bytes += lstatSync(`${root}/${path}`).size;
  }
}
console.log(count, bytes);
