import type { Build } from "../builds/model.ts";
import { isRemote, join, local } from "../builds/paths.ts";
import { fromText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { parseGitUrl, placeOf, remotesOf } from "../context/git/remote.ts";
import { isFailure } from "../context/source.ts";
import { once } from "../once.ts";

/**
 * Builds of which the Git URL is the repository itself become builds of its commit: BuildKit fetches that, and
 * applies no ignore file (rule I1).
 */
export function withOwnCommits(builds: readonly Build[], directory: string): readonly Build[] {
  const isTop = !isFailure(disk.stats(fromText(`${directory}/.git`)));
  const own = once(() => new Set(isTop ? remotesOf(directory).map(({ place }) => place) : []));
  return builds.map(({ clones, ...build }) => {
    // Who clones, as podman does, filters by what it cloned.
    if (build.git === true || clones === true || !isRemote(build.context)) return build;
    const url = parseGitUrl(build.context);
    if (url === null || !own().has(placeOf(url.repository))) return build;
    const context = local(url.directory);
    const dockerfile = build.dockerfile === null ? null : local(join(context, build.dockerfile));
    return { ...build, git: true, context, dockerfile };
  });
}
