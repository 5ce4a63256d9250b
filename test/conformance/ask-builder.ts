import type { Bytes } from "../../src/bytes.ts";
import type { ErrorCode } from "../../src/index.ts";
import type { DockerfileCase, IgnoreCase } from "../oracle/cases.ts";
import type { DockerfileRequest, Oracle, Refusal, Transfer } from "../oracle/oracle.ts";
import { type Answer, type Asked, localName, type Question, sorted, sortedAsks } from "./answer.ts";
import type { Place } from "./place.ts";

/** What the builder's own code answers. */
export async function sideOf(oracle: Oracle, question: Question, place: Place): Promise<Answer> {
  if ("dockerfile" in question) return askDockerfile(oracle, question.dockerfile, place);
  return askIgnore[question.builder](oracle, question.ignore, place.root);
}

const askIgnore: Readonly<
  Record<Asked, (oracle: Oracle, given: IgnoreCase, root: Bytes) => Promise<Answer>>
> = {
  buildkit: async (oracle, { ignore }, root) => transferred(await oracle.ask("buildkit", { root, ignore })),
  classic: async (oracle, { file }, root) => {
    const dockerfile = file === undefined ? {} : { dockerfile: `${root}/${file}` };
    const { sent, wireBytes, error } = await oracle.ask("classic", { root, ...dockerfile });
    return error ? refused(error) : { sent: sorted(sent), wireBytes };
  },
  buildah: async (oracle, { file = "Dockerfile" }, root) => {
    const { sent, error } = await oracle.ask("buildah", { root, containerFiles: [file] });
    return error ? refused(error) : { sent: sorted(sent) };
  },
};

/** The frontend's request, and the transfers that follow from it. */
async function askDockerfile(oracle: Oracle, given: DockerfileCase, place: Place): Promise<Answer> {
  const { id: _, tree: __, ...question } = given;
  const request = await oracle.ask("dockerfile", question);
  if (request.error) return { ...refused(request.error, "dockerfile"), ...lineOf(request.error, given) };
  const ignore = given.dockerfileIgnore ?? given.ignore ?? "";
  const { followPaths } = request;
  const main = request.requested
    ? transferred(await oracle.ask("buildkit", { root: place.root, ignore, followPaths }))
    : { sent: [] };
  const named = await askNamed(oracle, given, place, request);
  const errors = [main, ...named.map(({ answer }) => answer)].flatMap(({ error }) => error ?? []);
  const [error, ...orError] = errors;
  if (error !== undefined) return { error, ...(orError.length > 0 ? { orError } : {}) };
  return { ...main, asks: sortedAsks(request.transfers), named: together(named) };
}

interface NamedTransfer {
  readonly name: Bytes;
  readonly answer: Answer;
}

function askNamed(
  oracle: Oracle,
  { contexts = {} }: DockerfileCase,
  place: Place,
  { transfers }: DockerfileRequest,
): Promise<NamedTransfer[]> {
  const asked = Object.entries(contexts).flatMap(([given, ignore]) => {
    const root = place.contexts.get(given) ?? "";
    const name = localName(given);
    const own = transfers.filter((transfer) => transfer.name === name);
    return own.map(async ({ followPaths }) => {
      const transfer = await oracle.ask("buildkit", { root, ignore, followPaths, named: true });
      return { name, answer: transferred(transfer) };
    });
  });
  return Promise.all(asked);
}

function together(transfers: readonly NamedTransfer[]): Record<Bytes, readonly Bytes[]> {
  const all = new Map<Bytes, Set<Bytes>>();
  for (const { name, answer } of transfers) {
    all.set(name, new Set([...(all.get(name) ?? []), ...(answer.sent ?? [])]));
  }
  return Object.fromEntries([...all].map(([name, sent]) => [name, sorted([...sent])]));
}

/** Of several lines BuildKit names any one: it looks at stages at the same time, and goes around circles both ways. */
const blamesAny = /failed to parse stage name|circular dependency/;

function lineOf(
  { line, text }: NonNullable<DockerfileRequest["error"]>,
  { dockerfile }: DockerfileCase,
): Answer {
  // What has no line of its own is put on that of `# syntax=`.
  const isDirective = dockerfile
    .replace(/^\xef\xbb\xbf/, "")
    .split("\n")
    [line - 1]?.startsWith("#");
  return line === 0 || isDirective || blamesAny.test(text) ? {} : { line };
}

function transferred({ sent, empty, wireBytes, error }: Transfer): Answer {
  if (error) return refused(error);
  return { sent: sorted(sent), ...(empty.length > 0 ? { empty: sorted(empty) } : {}), wireBytes };
}

const codes: Readonly<Record<Refusal["code"], ErrorCode | null>> = {
  "bad-pattern": "bad-pattern",
  "illegal-exclusion": "illegal-exclusion",
  "line-too-long": "ignore-file-too-long",
  "non-printable": "unprintable-pattern",
  "header-too-large": "too-many-patterns",
  permission: "unreadable",
  other: null,
};

/** `other`: what a refusal means for which ctxcheck has no code of its own. */
function refused({ code, text }: Refusal, other: ErrorCode | Bytes = text): Answer {
  return { error: codes[code] ?? other };
}
