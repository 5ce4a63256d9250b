import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A small web service as people have it on their laptop: sizes in bytes, or the text of the file. */
const shop: Readonly<Record<string, number | string>> = {
  Dockerfile:
    'FROM node:22-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\nCOPY . .\nCMD ["node", "server/index.js"]\n',
  ".dockerignore":
    "# copied from .gitignore\nnode_modules\n*.log\n.env\n!.env.production\ndist/\ndocs\n!**/README.md\n",
  ".env": "DB_PASSWORD=\n",
  ".env.production": "LOG_LEVEL=info\nDB_PASSWORD=q7V-mild-harbour-92x\n",
  ".git/HEAD": "ref: refs/heads/main\n",
  ".git/config": "[core]\n",
  ".git/objects/pack/pack-1.pack": 48_310_220,
  "docs/README.md": "# Shop\n",
  "docs/manual.pdf": 2_204_112,
  "package.json": "{}\n",
  "package-lock.json": 412_332,
  "server/index.js": 4_120,
  "server/routes.js": 9_211,
  "server/debug.log": 18_400_112,
  "certs/server.p12": 2_412,
  "web/package.json": "{}\n",
  "web/src/app.js": 22_915,
  "web/node_modules/react/index.js": 6_312_004,
  "web/node_modules/esbuild/bin/esbuild": 10_219_520,
  "node_modules/express/index.js": 224,
};

/** Runs `use` in a new directory that holds the demo, and removes it. */
export async function inDemo<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "ctxcheck-demo-"));
  try {
    for (const [path, content] of Object.entries(shop)) writeDemoFile(join(directory, path), content);
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function writeDemoFile(path: string, content: number | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : "");
  if (typeof content === "number") truncateSync(path, content);
}
