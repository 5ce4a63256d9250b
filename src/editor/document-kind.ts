import { basename, dirname, join } from "node:path";

/** The role of a file in a build, by its name; paths are absolute. */
export type DocumentKind =
  | {
      readonly is: "ignore-file";
      readonly directory: string;
      readonly dockerfile: string | null;
      readonly containers: boolean;
    }
  | { readonly is: "dockerfile"; readonly directory: string }
  | { readonly is: "definition"; readonly directory: string };

const ignoreFile = /^(.*)\.(dockerignore|containerignore)$/;
const definition = /^(?:docker-)?compose([.-][\w.-]+)?\.ya?ml$|^.*bake.*\.(?:hcl|json)$/i;
const dockerfile = /^(?:(?:Dockerfile|Containerfile)(?:\..+)?|.+\.(?:dockerfile|containerfile))$/i;

/** Null for a file that no builder reads. `app.Dockerfile.dockerignore` belongs to `app.Dockerfile`. */
export function documentKind(path: string): DocumentKind | null {
  const [name, directory] = [basename(path), dirname(path)];
  const [, of, kind] = ignoreFile.exec(name) ?? [];
  if (kind !== undefined) {
    const containers = kind === "containerignore";
    return {
      is: "ignore-file",
      directory,
      dockerfile: of === undefined || of === "" ? null : join(directory, of),
      containers,
    };
  }
  if (definition.test(name)) return { is: "definition", directory };
  return dockerfile.test(name) ? { is: "dockerfile", directory } : null;
}
