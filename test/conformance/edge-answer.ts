import { join } from "node:path";
import { type Bytes, compareBytes, fromText, toText } from "../../src/bytes.ts";
import { CtxcheckError, type Entry, type ErrorCode, imagePaths, listContext } from "../../src/index.ts";
import type { EdgeAnswer, EdgeRow } from "./edge-rows.ts";

/** What a row's answer says of the files of the context, and what ctxcheck is asked for. */
interface Comparable {
  readonly sent?: readonly Bytes[];
  readonly empty?: readonly Bytes[];
  readonly links?: readonly Bytes[];
  readonly fifos?: readonly Bytes[];
  /** Names after the first of a file with several: they add no bytes. */
  readonly again?: readonly Bytes[];
  readonly code?: ErrorCode;
  /** What is sent, for each platform alone. */
  readonly transfers?: readonly (readonly Bytes[])[];
}

/** How ctxcheck says what a builder says; null: the build failed later, after the transfer. */
const refusals: readonly (readonly [RegExp, ErrorCode | null])[] = [
  [/illegal exclusion pattern/, "illegal-exclusion"],
  [/syntax error in pattern/, "bad-pattern"],
  [/non-printable ASCII/, "unprintable-pattern"],
  [/Invalid regular expression|^\(copier, at COPY\)$|^throws$/, "bad-pattern"],
  [/open CTX\/.dockerignore|\.dockerignore: is a directory|^EISDIR/, "ignore-file"],
  [/no permission to read|can't stat|^error from sender: open d: permission denied/, "unreadable"],
  [/unable to open Dockerfile|failed to read dockerfile/, "dockerfile"],
  [/^"\/.*": not found$|^process "\/x" did not complete/, null],
  [/^checking on sources|^no items matching glob|^cannot find Containerfile/, null],
];

/** The recorded answer in the terms in which ctxcheck can be asked. */
export function expected(answer: EdgeAnswer): Comparable {
  const code = answer.error === undefined ? null : refusalCode(answer.error);
  if (code !== null) return { code };
  if (answer.transfers !== undefined) return { transfers: answer.transfers };
  const { sent, empty, links, fifos, hardLinks } = answer;
  return trim({ sent, empty, links, fifos, again: hardLinks && Object.keys(hardLinks) });
}

function refusalCode(error: string): ErrorCode | null {
  const known = refusals.find(([words]) => words.test(error));
  if (known === undefined) throw new Error(`no code for the refusal: ${error}`);
  return known[1];
}

/** What ctxcheck answers. */
export async function ask(
  row: EdgeRow,
  root: string,
  builder: string,
  set: "sent" | "allowed",
): Promise<Comparable> {
  // The table's commands ran in the context; buildah takes a relative -f otherwise than an absolute one (rule F2).
  const before = process.cwd();
  process.chdir(root);
  const file = row.file === undefined ? {} : { file: toText(row.file) };
  const list = (platform?: string) =>
    listContext({ context: root, builder, set, ...file, ...(platform === undefined ? {} : { platform }) });
  try {
    if (row.buildContexts !== undefined && set === "sent") return { sent: await sentOfNamed(row, root) };
    if (row.platforms === undefined) return describe(row, await list());
    const lists = await Promise.all(row.platforms.map(list));
    return { transfers: lists.map((entries) => describe(row, entries).sent ?? []) };
  } catch (error) {
    if (error instanceof CtxcheckError) return { code: error.code };
    throw error;
  } finally {
    process.chdir(before);
  }
}

/** What the image has of named contexts; the rows copy all that is sent of them. */
async function sentOfNamed(row: EdgeRow, context: string): Promise<Bytes[]> {
  const places = Object.entries(row.buildContexts ?? {}).map(([name, path]) => [name, join(context, path)]);
  const { paths } = await imagePaths({ context, buildContexts: Object.fromEntries(places) });
  const named = paths.filter(({ context, source }) => context !== null && isListed(row, source));
  return named.map(({ source }) => fromText(source)).sort(compareBytes);
}

function describe(row: EdgeRow, entries: readonly Entry[]): Comparable {
  const kept = entries.filter((entry) => isListed(row, entry.path));
  const those = (is: (entry: Entry) => boolean) => kept.filter(is).map(rawPath);
  const slashed = kept.map((entry) => rawPath(entry) + (entry.type === "directory" ? "/" : ""));
  return trim({
    sent: slashed.sort(compareBytes),
    empty: those((entry) => entry.arrivesEmpty === true),
    links: those((entry) => entry.type === "symlink"),
    fifos: those((entry) => entry.type === "fifo"),
    again: those((entry) => isHardLink(row, rawPath(entry)) && entry.size === 0),
  });
}

function rawPath({ path, pathBytes }: Entry): Bytes {
  return pathBytes === undefined ? fromText(path) : Buffer.from(pathBytes, "base64").toString("latin1");
}

const isListed = ({ about = [] }: EdgeRow, path: string) =>
  about.includes(path) || (path !== "Dockerfile" && path !== ".dockerignore");

const isHardLink = ({ tree }: EdgeRow, path: Bytes) =>
  tree.some((entry) => entry.path === path && entry.hardLink !== undefined);

/** Without empty lists, except that of what is sent. */
function trim(lists: Readonly<Record<string, readonly Bytes[] | undefined>>): Comparable {
  const kept = Object.entries(lists).filter(([key, list]) => list && (key === "sent" || list.length > 0));
  return Object.fromEntries(kept);
}
