import { withEffort } from "../effort.ts";
import type { Reading, Surroundings } from "../model.ts";
import { dirname, fromHere, here, isAbsolute, join } from "../paths.ts";
import { Refusal } from "../refusal.ts";
import { checkModel } from "./check.ts";
import { decodeDocuments } from "./decode.ts";
import { parseDotenv } from "./dotenv.ts";
import { loadModel } from "./load.ts";
import { fileText, type Loading } from "./loading.ts";
import { composeBuilds } from "./targets.ts";
import { substitute } from "./template.ts";
import { isMapping } from "./value.ts";

/** In order of precedence: the first one that exists is read. */
export const composeFileNames = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
export const composeOverrideNames = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
];

/**
 * Returns the builds that `docker compose -f ... build` would run, with every profile; if no file is named, those of
 * the files that it finds in the folder. A file that compose rejects yields a problem and no build.
 */
export function readCompose(named: readonly string[], surroundings: Surroundings): Reading {
  try {
    return withEffort(() => load(named, surroundings));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const file = error.file ?? named[0] ?? "";
    return {
      builds: [],
      problems: [{ file, line: error.line, message: error.message }],
      isOverlay: error.isOverlay,
    };
  }
}

function load(named: readonly string[], surroundings: Surroundings): Reading {
  const { files, env, folderName, onVariable = () => {} } = surroundings;
  const variables = new Map(
    Object.entries(env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const loading: Loading = { files, env: variables, root: here, places: new Map(), onVariable };
  const first = named[0] === undefined ? here : dirname(fromFolder(named[0]));
  readDotenv(first, loading, variables);
  const chosen = named.length > 0 ? named.map(fromFolder) : foundFiles(loading, variables);
  const [main] = chosen;
  if (main === undefined) return { builds: [], problems: [] };
  const folder = dirname(main);
  readDotenv(folder, loading, variables);
  const project: Loading = { ...loading, root: folder };
  const name = projectName(chosen, project, variables, folder === here ? folderName : baseName(folder));
  variables.set("COMPOSE_PROJECT_NAME", name);
  const model = loadModel(chosen, folder, project);
  checkModel(model);
  return { builds: composeBuilds(model, variables, loading.places), problems: [] };
}

const fromFolder = (file: string): string => (isAbsolute(file) ? file : join(here, file));
const baseName = (folder: string): string => fromHere(folder).split("/").at(-1) ?? "";

/** Values that are already set win. */
function readDotenv(folder: string, loading: Loading, variables: Map<string, string>): void {
  if ((variables.get("COMPOSE_DISABLE_ENV_FILE") ?? "") !== "") return;
  const text = fileText(loading, join(folder, ".env"));
  if (text === null) return;
  const found = new Map<string, string>();
  try {
    parseDotenv(text, found, (name) => variables.get(name));
  } catch (error) {
    if (error instanceof Refusal) throw error.in(join(folder, ".env"));
    throw error;
  }
  for (const [name, value] of found) {
    loading.onVariable(name, value);
    if (!variables.has(name)) variables.set(name, value);
  }
}

function foundFiles(loading: Loading, variables: ReadonlyMap<string, string>): string[] {
  const given = variables.get("COMPOSE_FILE");
  if (given !== undefined) return given.split(variables.get("COMPOSE_PATH_SEPARATOR") || ":").map(fromFolder);
  const first = (names: readonly string[]) =>
    names.map(fromFolder).find((file) => fileText(loading, file) !== null);
  const main = first(composeFileNames);
  const override = first(composeOverrideNames);
  return main === undefined ? [] : override === undefined ? [main] : [main, override];
}

/** From the environment, else the last `name:`, else the folder. */
function projectName(
  files: readonly string[],
  loading: Loading,
  variables: ReadonlyMap<string, string>,
  folderName: string,
): string {
  const given = variables.get("COMPOSE_PROJECT_NAME") ?? "";
  if (given !== "") return given;
  const names = files.flatMap((file) => namesIn(fileText(loading, file) ?? ""));
  const named = substitute(names.at(-1) ?? "", (name) => variables.get(name));
  return normalizeName(named) || normalizeName(folderName);
}

/** A file that cannot be read is reported later. */
function namesIn(text: string): string[] {
  if (!/^[ \t]*["']?name["']?\s*:/m.test(text)) return [];
  try {
    return decodeDocuments(text).flatMap(({ value }) => {
      const name = isMapping(value) ? value.get("name") : null;
      return typeof name === "string" && name !== "" ? [name] : [];
    });
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

const normalizeName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
