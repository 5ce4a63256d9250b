import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "./measure.mjs";

const peer = (name) => fileURLToPath(new URL(`peers/${name}.mjs`, import.meta.url));

export const startPrograms = (root, ctxcheck) => [
  { name: "node -e 0", command: [process.execPath, "-e", "0"] },
  { name: "ctxcheck --version", command: ctxcheck("--version") },
  { name: "ctxcheck ls", command: ctxcheck("ls", root) },
  { name: "ctxcheck --no-secret-content", command: ctxcheck(root, "--no-secret-content") },
  { name: "ctxcheck", command: ctxcheck(root) },
  { name: "ctxcheck --help", command: ctxcheck("--help") },
];

/** What walks a whole context; what is not on this machine is left out. */
export function reportPrograms(root, ctxcheck, folder) {
  const floor = compile("floor", folder);
  const oracle = buildkitWalk(folder);
  const question = JSON.stringify({
    id: 1,
    kind: "walk",
    case: { root, ignoreFile: join(root, ".dockerignore") },
  });
  const bare = JSON.stringify({ id: 1, kind: "walk", case: { root, ignoreFile: "" } });
  return [
    ...(floor === null ? [] : [{ name: "C: readdir and lstat of all", command: [floor, root] }]),
    { name: "du -s", command: ["du", "-s", root] },
    { name: "Node: readdir and lstat of all", command: [process.execPath, peer("node"), root] },
    { name: "ctxcheck --no-secret-content", command: ctxcheck(root, "--no-secret-content") },
    {
      name: "the same, classic builder",
      command: ctxcheck(root, "--no-secret-content", "--builder", "classic"),
    },
    { name: "ctxcheck ls", command: ctxcheck("ls", root) },
    ...(oracle === null
      ? []
      : [
          { name: "BuildKit's walk, no patterns", command: [oracle], stdin: `${bare}\n` },
          { name: "BuildKit's walk", command: [oracle], stdin: `${question}\n` },
        ]),
    { name: "@balena/dockerignore", command: [process.execPath, peer("balena"), root] },
    { name: "fast-glob with stats", command: [process.execPath, peer("fast-glob"), root] },
  ];
}

/** The oracle's program (test/oracle), or null where there is no Go. */
function buildkitWalk(folder) {
  try {
    const program = join(folder, "buildkit-walk");
    execFileSync("go", ["build", "-o", program, "."], {
      cwd: fileURLToPath(new URL("../oracle/docker", import.meta.url)),
      env: { ...process.env, CGO_ENABLED: "0", GOWORK: "off" },
      stdio: "ignore",
    });
    return program;
  } catch {
    return null;
  }
}
