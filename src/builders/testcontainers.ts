import type { Bytes } from "../bytes.ts";
import type { Decision } from "../ignore/scope.ts";
import type { EntryType } from "../model.ts";
import { addedPattern, balena } from "./balena.ts";
import { type BalenaRules, balenaRules } from "./balena-rules.ts";
import type { Builder, Folder, Rules, Verdict } from "./builder.ts";

/** testcontainers for Node.js 12: DockerImageClient.build (semantics: rule G6). */
export const testcontainers: Builder = {
  ...balena,
  name: "testcontainers",
  handsOver: true,
  title: "testcontainers",
  // The Dockerfile is added back to the list, by its name.
  readPatterns: (content, file, dockerfilePath) => [
    ...balena.readPatterns(content, file, dockerfilePath),
    addedPattern(`!${dockerfilePath ?? "Dockerfile"}`, file),
  ],
  open,
};

/** Without an ignore file everything is packed; with one, a list of entries other than directories. */
function open({ patterns }: Rules): Folder {
  const forced = patterns.at(-1);
  if (forced === undefined)
    return folder(
      () => ({ matched: false, by: null }),
      () => [],
      true,
      "",
    );
  const library = balenaRules(patterns.slice(0, -1), false);
  const decide: BalenaRules["decide"] = (path) => {
    const decision = library.decide(path);
    return decision.matched && path === forced.text ? { matched: false, by: forced } : decision;
  };
  const touching = (path: Bytes) =>
    path === forced.text ? [...library.touching(path), forced] : library.touching(path);
  return folder(decide, touching, false, "");
}

function folder(
  decide: (path: Bytes) => Decision,
  touching: BalenaRules["touching"],
  sendsDirectories: boolean,
  path: Bytes,
): Folder {
  return {
    decide: (name, type) => verdictOn(decide(path + name), type, sendsDirectories),
    arrivesEmpty: () => false,
    enter: (name) => folder(decide, touching, sendsDirectories, `${path}${name}/`),
    touching: (name) => touching(path + name),
  };
}

/** tar-fs: pack. It omits sockets, and fails on a FIFO or a device. */
function verdictOn({ matched, by }: Decision, type: EntryType, sendsDirectories: boolean): Verdict {
  const allowed = !matched && type !== "socket";
  if (type === "directory") {
    const because = allowed && !sendsDirectories ? { because: "files-only" as const } : {};
    return { allowed, sent: allowed && sendsDirectories, by, ...because, enter: true, reads: true };
  }
  if (type === "socket" && !matched) {
    return { allowed, sent: false, by, because: "socket-skipped", enter: false, reads: false };
  }
  const refused = allowed && (type === "fifo" || type === "device") ? { refused: true as const } : {};
  const sent = allowed && refused.refused === undefined;
  return { allowed: sent, sent, by, ...refused, enter: false, reads: sent };
}
