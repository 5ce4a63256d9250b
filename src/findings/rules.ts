import { buildFails } from "./build-fails.ts";
import { cacheBuster } from "./cache-buster.ts";
import { dockerfileLost, removedFromContext } from "./classic-daemon.ts";
import { copyIgnored, copyMatchesNothing, copyMissing, copyOutside } from "./copies.ts";
import { copyCollides } from "./copy-collides.ts";
import { copyEverything } from "./copy-everything.ts";
import { copyOverInstalled } from "./copy-over-installed.ts";
import { arrivesEmpty, specialFile, unreadable } from "./damage.ts";
import { dependencyDirectory } from "./dependency-directory.ts";
import { dockerfileIgnoreReplaces } from "./dockerfile-ignore-replaces.ts";
import { excludeInVain } from "./exclude-in-vain.ts";
import { foreignFrontend } from "./foreign-frontend.ts";
import { gitFile } from "./git-file.ts";
import { gitignoredButSent } from "./gitignored.ts";
import { ignoreFileUnread, utf16 } from "./ignore-file-damage.ts";
import { ignoreFileElsewhere, ignoreFileNotApplied, noIgnoreFile } from "./ignore-files.ts";
import { largeDirectory } from "./large-directory.ts";
import { largeFile } from "./large-file.ts";
import { lintRules } from "./lint/lint-rules.ts";
import type { Rule } from "./rule.ts";
import { secretContent } from "./secret-content.ts";
import { secretNameRule } from "./secret-name.ts";
import { untrackedIncluded } from "./untracked-included.ts";
import { vcsDirectory } from "./vcs-directory.ts";
import { wrongContext } from "./wrong-context.ts";

/** Every rule, in the order of the documentation. */
export const rules: readonly Rule[] = [
  secretNameRule,
  secretContent,
  vcsDirectory,
  gitFile,
  dependencyDirectory,
  largeFile,
  largeDirectory,
  wrongContext,
  buildFails,
  foreignFrontend,
  copyIgnored,
  copyMissing,
  copyMatchesNothing,
  copyEverything,
  copyOutside,
  copyCollides,
  copyOverInstalled,
  excludeInVain,
  cacheBuster,
  noIgnoreFile,
  dockerfileIgnoreReplaces,
  ignoreFileNotApplied,
  ignoreFileElsewhere,
  gitignoredButSent,
  ignoreFileUnread,
  utf16,
  dockerfileLost,
  removedFromContext,
  arrivesEmpty,
  unreadable,
  specialFile,
  untrackedIncluded,
  ...lintRules,
];
