import type { Trouble } from "../context/follow.ts";
import { isEmpty } from "../diff/difference.ts";
import type { Difference } from "../diff/model.ts";
import type { Invalidated } from "../live/invalidated.ts";
import { showBytes } from "../sizes.ts";
import { renderChange } from "./difference.ts";
import { safe } from "./escape.ts";
import type { View } from "./view.ts";
import { count } from "./words.ts";

/** Renders only what differs, and what it makes the builder run again; that is null if it was reported before. */
export function renderLive(difference: Difference, invalidated: Invalidated | null, view: View): string {
  const body = isEmpty(difference) ? "" : `\n${renderChange(difference, view)}`;
  if (invalidated === null) return body;
  return `\n${changedWords(invalidated)}\n${invalidatedWords(invalidated)}\n${body}`;
}

function changedWords({ paths, changed }: Invalidated): string {
  const more = changed > paths.length ? ` and ${count(changed - paths.length, "other path")}` : "";
  return `Changed: ${paths.map(safe).join(", ")}${more}`;
}

function invalidatedWords({ dockerfile, lines, again }: Invalidated): string {
  if (again.files === 0 && lines.length === 0) return "Invalidates nothing; nothing is sent again.";
  const sent = `${count(again.files, "file")}, ${showBytes(again.bytes)} ${again.files === 1 ? "is" : "are"} sent again`;
  const places = lines.map((line) => `${safe(dockerfile ?? "Dockerfile")}:${line}`).join(", ");
  return lines.length === 0 ? `${sent}.` : `Invalidates ${places} and everything after it; ${sent}.`;
}

/** Explains why changes are not reported one by one, and what to do. */
export const troubleWords = (trouble: Trouble): string =>
  trouble.kind === "overflow"
    ? `more changes at once than are reported one by one (${trouble.events}): everything is read again`
    : `the system watches no more directories (${trouble.code}): looking every 2 seconds instead; on Linux, raise fs.inotify.max_user_watches and fs.inotify.max_user_instances`;
