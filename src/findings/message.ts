import { type Bytes, toText } from "../bytes.ts";
import type { Reach } from "../image/reach.ts";
import { showBytes } from "../sizes.ts";
import { cacheWords, contextWords, copyWords, everythingWords, failureWords } from "./copy-words.ts";
import type { Finding } from "./finding.ts";
import { collisionWords, overInstalledWords, vainWords } from "./instruction-words.ts";
import { lintWords } from "./lint/lint-words.ts";
import type { Removal } from "./removed-later.ts";

/** Returns the text of a finding: what is wrong and its effect. The path is reported separately. */
export function message(finding: Finding, dockerfile = "Dockerfile"): string {
  const { reach, removed } = finding;
  const reported = stayingHistory(finding) ?? words(finding, dockerfile) + remedyWords(finding);
  if (removed !== undefined) return `${reported}; ${removedWords(removed, dockerfile)}`;
  return reach === undefined ? reported : `${reported}; ${reachWords(reach, dockerfile)}`;
}

const mostRemoved = 5;

/** What the build needs is never proposed for removal. */
function stayingHistory({ rule, path, bytes = 0, stays, instead }: Finding): string | null {
  if (rule !== "vcs-directory" || stays === undefined) return null;
  const reported = `${toText(path ?? "")} (${showBytes(bytes)}) stays: ${stays}`;
  return instead === undefined ? reported : `${reported}. ${instead}`;
}

function remedyWords(finding: Finding): string {
  const { rule, neededBy, stays, caution, fix = "", alsoRemoves = [] } = finding;
  const isSecret = rule === "secret-name" || rule === "secret-content";
  if (neededBy !== undefined && isSecret)
    return `; ${neededBy} needs it: pass it with RUN --mount=type=secret instead`;
  if (rule === "git-file")
    return `, and ${stays}. Build from a clone of its own, pass the version as a build argument, or mount the repository (--build-context)`;
  if (stays !== undefined) return `; it stays: ${stays}${isSecret ? moveOut(finding) : ""}`;
  if (neededBy !== undefined) return `; ${neededBy} needs it`;
  if (caution !== undefined) return `; look before you exclude it: ${caution}`;
  if (alsoRemoves.length === 0) return "";
  const named = alsoRemoves.slice(0, mostRemoved).map((path) => JSON.stringify(toText(path)));
  const rest = alsoRemoves.length > mostRemoved ? ` and ${alsoRemoves.length - mostRemoved} more` : "";
  return `; the line ${JSON.stringify(toText(fix))} would also exclude ${named.join(", ")}${rest}`;
}

/** If the file stays, the value has to go. */
function moveOut(finding: Finding): string {
  const mount = finding.rule === "secret-content" ? buildSecret(finding.variable) : "RUN --mount=type=secret";
  return `. Move the value out (${mount}, or the environment), or allow it with a comment: ctxcheck:allow`;
}

function removedWords({ line, stage, layer }: Removal, dockerfile: string): string {
  return layer === null
    ? `removed in stage ${stage} (${dockerfile}:${line}), before anything of it is copied on: not in the final image`
    : `removed at ${dockerfile}:${line}, but it stays in the layer of ${dockerfile}:${layer}, and the final image has that`;
}

function reachWords({ where, stage, line, seenBy }: Reach, dockerfile: string): string {
  if (seenBy !== undefined) {
    const copied = where === "stage" ? `is in stage ${stage} (${dockerfile}:${line}), and ` : "";
    return `${copied}may end up in the final image: the RUN at ${dockerfile}:${seenBy.line} can see it`;
  }
  switch (where) {
    case "image":
      return `ends up in the final image (${dockerfile}:${line})`;
    case "stage":
      return `ends up in stage ${stage} (${dockerfile}:${line}), and no COPY carries it on to the final image`;
    case "builder":
      return "goes to the builder only: no COPY or ADD copies it";
  }
}

function words(finding: Finding, dockerfile: string): string {
  switch (finding.rule) {
    case "secret-name":
      if (finding.confirmed && finding.reach !== undefined) return finding.what;
      return finding.confirmed
        ? `${finding.what}: anyone who gets the build context or the image gets the secret`
        : `${finding.what}: may hold a secret (its name suggests so)`;
    case "secret-content":
      return content(finding);
    case "vcs-directory":
      return `${filesAndSize(finding)} of version control data are sent, with the whole history`;
    case "git-file":
      return `it leads to ${JSON.stringify(toText(finding.target))}, which is not in the context, so git fails in the build`;
    case "dependency-directory":
      return `${filesAndSize(finding)} of ${finding.what} are sent`;
    case "large-file":
      return `${showBytes(finding.bytes ?? 0)}, over the limit of ${showBytes(finding.limit)} for one file`;
    case "large-directory":
      return `${filesAndSize(finding)}, over the limit of ${showBytes(finding.limit)} for one directory`;
    case "build-fails":
      return failureWords(finding);
    case "copy-ignored":
    case "copy-missing":
    case "copy-matches-nothing":
    case "copy-outside":
      return copyWords(finding);
    case "copy-everything":
      return everythingWords(finding);
    case "cache-buster":
      return cacheWords(finding);
    case "dockerfile-ignore-replaces":
      return replaces(finding);
    case "no-ignore-file":
      return `${finding.builder} finds no ignore file here, so nothing is excluded`;
    case "ignore-file-not-applied":
      return finding.from === "git"
        ? `${finding.builder} fetches the commit itself and applies no ignore file to it: build a checkout instead (context: .)`
        : `${finding.builder} unpacks the archive as it is and applies no ignore file to it: make it with ctxcheck export, which does`;
    case "ignore-file-elsewhere":
      return elsewhere(finding);
    case "gitignored-but-sent":
      return gitignored(finding);
    case "ignore-file-unread":
      return finding.why === "denied"
        ? "you may not read it, so the builder takes it for an empty file and sends everything"
        : "it is a directory, or a link to nothing or out of the context: the builder finds no ignore file and sends everything";
    case "wrong-context":
      return contextWords(finding);
    case "copy-collides":
      return collisionWords(finding);
    case "exclude-in-vain":
      return vainWords(finding);
    case "copy-over-installed":
      return overInstalledWords(finding, dockerfile);
    case "foreign-frontend":
      return `the frontend ${finding.frontend} reads this file, not Docker's: what it copies, and whether the build succeeds, is not known; all that the ignore file allows counts as sent`;
    case "utf-16":
      return "the file is UTF-16, so its patterns match nothing: save it as UTF-8";
    case "dockerfile-lost":
      return "it is not sent, because a directory above it is excluded: the daemon will not find it. Re-include it by its whole path";
    case "removed-by-daemon":
      return "it is sent, and removed by the daemon before the build starts: COPY does not see it";
    case "arrives-empty":
      return emptied(finding);
    case "unreadable":
      return unread(finding);
    case "untracked-included":
      return untracked(finding);
    case "special-file":
      return finding.sent
        ? `a ${finding.type} is sent${finding.type === "socket" ? " as an empty file" : ""}; an image has no use for it`
        : `a ${finding.type} is in the context; this builder leaves it out`;
    default:
      return lintWords(finding);
  }
}

type Of<Rule extends Finding["rule"]> = Extract<Finding, { rule: Rule }>;

function filesAndSize({ files, bytes }: { files: number; bytes?: number }): string {
  return `${files} ${files === 1 ? "file" : "files"}, ${showBytes(bytes ?? 0)}`;
}

/** Why it is believed to be one, unless its kind says so. */
const reasons = {
  checksum: ", with a right checksum",
  format: "",
  random: ", random letters under a name that suggests a secret",
  name: ", under a name that suggests a secret",
  file: "",
} as const;

function content({ what, masked, why, keptIn, variable }: Of<"secret-content">): string {
  const shown = toText(masked);
  const reported = `${what}${shown.startsWith("(") ? " " : ": "}${shown}${reasons[why]}`;
  if (keptIn === undefined) return reported;
  const { place, stage } = keptIn;
  const cache = `the build cache${stage === "" ? "" : ` of stage ${stage}`}`;
  return `${reported}; stays in ${place === "history" ? "the image's history" : cache}: use ${buildSecret(variable)}`;
}

/**
 * Returns the flag that gives a secret to one RUN and to no layer: npm reads its own file, everything else the name
 * that is in use.
 */
function buildSecret(variable: Bytes | null): string {
  const written = toText(variable ?? "");
  if (/^_(?:auth(?:Token)?|password)$/.test(written))
    return "RUN --mount=type=secret,id=npmrc,target=/root/.npmrc";
  const name = written
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z\d]+/g, "_")
    .toUpperCase();
  const known = /^[A-Z][A-Z\d_]{0,60}[A-Z\d]$/.test(name) ? name : "TOKEN";
  return `RUN --mount=type=secret,id=${known.toLowerCase()},env=${known}`;
}

const mostPatterns = 5;

function replaces({ lost, files, bytes }: Of<"dockerfile-ignore-replaces">): string {
  const named = lost.slice(0, mostPatterns).map((pattern) => JSON.stringify(toText(pattern)));
  const rest = lost.length > mostPatterns ? ` and ${lost.length - mostPatterns} more` : "";
  const effect =
    files === 0
      ? "they would exclude nothing that is sent now"
      : `${filesAndSize({ files, bytes: bytes ?? 0 })} are sent that they would exclude`;
  return `it takes the place of .dockerignore, and does not repeat ${named.join(", ")}${rest}: ${effect}`;
}

function elsewhere({ why, wanted, path }: Of<"ignore-file-elsewhere">): string {
  const directory = toText(path ?? "").replace(/[^/]*$/, "");
  switch (why) {
    case "nested":
      return "no builder reads an ignore file in a subdirectory: its patterns belong in that of the context, with this directory in front";
    case "beside":
      return `no builder reads it beside the Dockerfile: its patterns belong in that of the context, or, for BuildKit and buildah, in ${wanted}; in both with ${directory} in front`;
    case "builder":
      return "BuildKit reads it for this Dockerfile, and this builder does not: its patterns belong in .dockerignore in the root of the context, in the same spelling";
    case "containers":
      return `only buildah and Podman read it: name it ${wanted}, which they read, too`;
    case "name":
      return `no builder reads a file of this name: rename it to ${wanted}`;
    case "no-dockerfile":
      return `it is read only for a Dockerfile ${JSON.stringify(wanted)}, which does not exist`;
  }
}

function gitignored(finding: Of<"gitignored-but-sent">): string {
  const { ignoring, paths, count } = finding;
  const rest = count > paths.length ? ` and ${count - paths.length} more` : "";
  const listed = paths.map((path) => JSON.stringify(toText(path))).join(", ");
  return `git ignores ${listed}${rest} (${toText(ignoring)}), but the builder is sent it: ${filesAndSize(finding)}`;
}

function emptied(finding: Of<"arrives-empty">): string {
  if (finding.why === "hard-link") {
    return `it is another name of the file ${JSON.stringify(toText(finding.first))}, which arrives without its content`;
  }
  const { why, by } = finding;
  if (why === "unreadable")
    return "you may not read it, so the builder sends it without its content and says nothing";
  return by === null
    ? "BuildKit sends the name and refuses the content: its two evaluations of what the Dockerfile copies disagree"
    : `re-included by ${by}, but a later pattern excludes a directory above it: BuildKit sends the name and refuses the content. Delete the later pattern or repeat the exception after it`;
}

function untracked({ files, bytes, first }: Of<"untracked-included">): string {
  const which = first === null ? "" : `, the first ${JSON.stringify(toText(first))},`;
  const are = files === 1 ? "is sent that git does" : "are sent that git does";
  return `${filesAndSize({ files, bytes: bytes ?? 0 })}${which} ${are} not track: a clean checkout does not have ${files === 1 ? "it" : "them"}`;
}

function unread({ path, reason, refusal, vanished, what: doing }: Of<"unreadable">): string {
  if (vanished) return `it disappeared during the walk (${reason}); the numbers here may be too small`;
  const what = path === null || toText(path) === "" ? "the context" : "it";
  return refusal
    ? `${what} cannot be ${doing} (${reason}); the build would fail`
    : `${what} cannot be read (${reason}); what it holds is not in the numbers`;
}
