import { lstatSync, readdirSync } from "node:fs";

/** The floor for a program of Node: reads every directory, asks lstat of every file. */
const [, , root = "."] = process.argv;
let count = 0;
let bytes = 0;
const open = [root];
for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
  for (const entry of readdirSync(folder, { withFileTypes: true, encoding: "latin1" })) {
    count++;
    if (entry.isDirectory()) open.push(`${folder}/${entry.name}`);
    else bytes += lstatSync(`${folder}/${entry.name}`).size;
  }
}
console.log(count, bytes);
