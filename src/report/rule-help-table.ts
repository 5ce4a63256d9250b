import type { RuleId } from "../findings/finding.ts";

/** By rule, Markdown: made from docs/rules.md by `UPDATE_DOCS=1 npx vitest run test/docs`. */
// biome-ignore format: one row a rule
export const ruleHelp: Readonly<Record<RuleId, string>> = {
  "secret-name":
    "A file that is sent bears the name of a key, a token store or another secret.\n\nEveryone who can read the image or the builder's cache gets it. Names that mean a secret by themselves (`*.p12`,\n`.git-credentials`, `.aws/credentials`, …) are errors or warnings; names that often hold a secret but need not (`.env`,\n`*.pem`, `.npmrc`, …) are warnings or notes, judged by the name alone. Examples, templates, public keys and encrypted\nfiles (`.env.example`, `*.pub`, `*.sops`) are quiet. Where the content is read (the default) and holds a secret, that is the\nfinding (`secret-content`) and the name is not told again; where such a file was read whole and holds none, a name that\nonly may mean a secret is quiet.\n\nMend it: add the line that the finding names to the ignore file; it was tried like those of `secret-content`. Hand secrets to\na build with `RUN --mount=type=secret`.",
  "secret-content":
    "A file that is sent holds a private key, a token, a password or another secret.\n\nEvery regular file that is sent is read once, up to `--secret-max-size` (default 1MiB), and nothing else is: not what the\nignore file keeps out, not what arrives empty. The finding tells the kind, the line and the column, how sure it is, at most\nthe first four characters of the value with its length, and a salted fingerprint; the value itself is never shown, in no\nformat. The report tells what was read and counts, by reason, what was not or not wholly: binary files (looked at for being\nkey files), long files, unreadable ones, installed trees and generated files (private keys and tokens of known form only).\nA file that cannot be read never stops the report. What BuildKit is sent of a named context (`--build-context`) is read\ntoo, by its content alone; such a file is called `name://path`, and the ignore file that keeps it out is its context's own.\n\nSecrets in installed trees and below directories of tests or examples are warnings, because they are mostly public or made\nup; encrypted files, placeholders and examples are quiet. `--secret-rules` and `--secret-min-confidence` choose what is told.\n\nWhere BuildKit builds a Dockerfile, severity follows how far the file gets: as it is in the final image, a step lower in a\nstage that is not kept, two steps lower where no COPY or ADD takes it and only the builder sees it.\n\nMend it: add the line that the finding names. The lines of all secrets (the first 200) are tried together, by a walk of the\nbuilder over the context: each keeps its file out, and what it would keep out besides is told with it (`alsoRemoves` in\nJSON). Where an instruction names the file, or would fail or copy less without it, there is no line, and the finding says\nwhich instruction needs it: hand the file over with `RUN --mount=type=secret`. A secret that was sent once is known to every\nimage and cache that was built: renew it.\n\nWhat is no secret is allowed by a comment on its line, `ctxcheck:allow` or `ctxcheck:allow github-token` for one kind only\n(`ctxcheck:allow-next-line` on the line before). The comments of other tools count too: `gitleaks:allow`,\n`betterleaks:allow`, `trufflehog:ignore`, `pragma: allowlist secret`, `secretlint-disable-line`, `ggignore`. What they allow\nis counted in the report. `ctxcheck secrets` lists the rules with examples. `--no-secret-content` reads no content: names alone are judged.",
  "vcs-directory":
    "A version control directory (.git and its like) is sent, with the whole history and what was deleted from it.\n\nIt is often the heaviest part of a context, changes with every commit (and with it the cache of `COPY . .`), and holds\nevery secret that was ever committed.\n\nMend it: `.git` in the ignore file; `**/.git` for nested repositories. If the build needs the revision, pass it as a build\nargument.",
  "dependency-directory":
    "A directory that a tool fills (node_modules, .venv, target, ...) is sent.\n\nThe image should install its dependencies itself, for its own platform. `node_modules` in an ignore file means the one in\nthe root of the context only; `**/node_modules` means every one.",
  "large-file":
    "A file that is sent is larger than --large-file (default 10MB).",
  "large-directory":
    "What a directory sends beyond its large files and large subdirectories exceeds --large-directory (default 100MB).\n\nWhat another finding tells of (a large file, a dependency or version control directory) is not counted again.",
  "copy-ignored":
    "A COPY, ADD or bind mount names what the ignore file keeps out.\n\nJudged by the files: what is there, what is sent, under exceptions, wildcards, links and directories. BuildKit's own check\n(CopyIgnoredFile) compares texts: it is silent as soon as the ignore file holds one exception, for `/a` and `../a`, and for\nthe target of a link; and it reports sources that no file has. A warning where the build does not fail but copies nothing, or\nan empty directory; `# check=skip=CopyIgnoredFile`, which silences BuildKit's check, silences these too.\n\nMend it: add the exception that the finding names to the end of the ignore file, or take the source out of the instruction.",
  "copy-missing":
    "A COPY, ADD or bind mount names what is not there: the build would fail.\n\nJudged by what lies in the context now. Where something else makes the file before the build, run ctxcheck after it.",
  "copy-matches-nothing":
    "A wildcard of COPY or ADD matches nothing: nothing is copied, and the build does not fail.\n\nAn error where the directory of the wildcard is not there either: then the build fails. A note for a name with `*` behind it\nbeside other sources (`COPY package.json yarn.lock* ./`), which is how people say \"if it is there\".",
  "copy-everything":
    "An empty variable, a tmpfs mount or a link makes everything travel that is allowed.\n\n`COPY $SRC /app/` without a value for `SRC` is `COPY / /app/`: the whole context lands in the image. A tmpfs mount\n(`RUN --mount=type=tmpfs,target=/tmp`) counts for BuildKit as asking for the root of the context. A link that the directory\npart of a wildcard matches makes it send all that this part matches. `COPY .` and a bind mount of the context mean what they\nsay and are not reported.",
  "copy-outside":
    "A source climbs out of the context with ..; BuildKit takes what has that name inside.\n\n`COPY ../shared /app/` means `shared` in the context. An error where that is not there, else a warning. Give the directory as\na context of its own: `--build-context shared=../shared` and `COPY --from=shared . /app/`.",
  "cache-buster":
    "What changes with many commits is copied before packages are installed (with --cache only).\n\n`--cache` runs `git log` over the last 100 commits (nothing that the repository configures is run, nothing is fetched) and\ncounts those that change what a COPY takes: with each, every layer below is made again. Told from ten commits on, where a\nfifth of them do, for a COPY above a command that only installs (`npm ci`, `pip install`, `apt-get install`), and for the\nfirst COPY of a stage above one that installs on the way (`go build`, `mvn package`), if the files that say what is installed\nchange less than half as often.\n\nMend it: copy those files first, install, then copy the rest.",
  "no-ignore-file":
    "The builder finds no ignore file: the whole directory is the build context.\n\nBuildKit looks for `<Dockerfile>.dockerignore` beside the Dockerfile, then for `.dockerignore` in the root of the context;\nthe classic builder for the latter only.",
  "dockerfile-ignore-replaces":
    "<Dockerfile>.dockerignore takes the place of .dockerignore, and rules of that one are lost.\n\n(Rules of the root's file that are lost.) The two are never merged; an empty file beside the Dockerfile turns the one in the root off. Told with the patterns that only\nthe root's file has, and with what is sent on that account; a note where nothing is.",
  "ignore-file-elsewhere":
    "An ignore file lies where no builder reads it, or is named so that none does.\n\nThere is one ignore file a build: none in subdirectories, unlike `.gitignore`. One that lies beside a Dockerfile of its own\nserves the builds of that directory and is not reported, unless it is the Dockerfile of this build: then nobody reads it there.\n`.containerignore` is read by buildah and Podman alone; told where the builder is another one and finds no file of its own.",
  "gitignored-but-sent":
    "A .gitignore keeps something out of the repository, and it is sent to the builder (ctxcheck lint only).\n\nWhat git ignores is made on the machine at hand: outputs, caches, local settings. A build that takes it gives another image on\na fresh clone. The `.gitignore` files of the context are read as data (git is not run, so that a file that was added all the\nsame counts as ignored). Quiet where an instruction names the very path (`COPY dist /app`), which says that it is meant.",
  "ignore-file-unread":
    "There is an ignore file, but the builder cannot read it and says nothing: nothing is kept out.\n\nBuildKit takes a file that you may not read for an empty one; a directory, a dangling link and a link that leaves the\ncontext for none. Make it a regular file that you may read.",
  "utf-16":
    "The ignore file is UTF-16: its patterns match nothing.\n\nSome editors on Windows write it so. Save the file as UTF-8.",
  "dockerfile-lost":
    "The classic builder does not send the Dockerfile, because a directory above it is excluded; the build fails.\n\nThe classic builder re-includes its Dockerfile by itself, but it does not notice every pattern that excludes the directory\naround it (`**/docker` with `-f docker/Dockerfile`). Add an exception with the whole path.",
  "removed-by-daemon":
    "The classic builder sends the file, and its daemon removes it before the build starts.\n\nThe ignore file and the Dockerfile are always sent; those that the ignore file excludes are gone again when `COPY .` runs.",
  "arrives-empty":
    "A file is sent by name, but its content is lost on the way; the build does not fail.\n\nEither you may not read it, or BuildKit's two evaluations of the patterns disagree: the walk keeps a file that an exception\nre-includes, and when the content is asked for, a later pattern that matches a directory above it wins. `dist`,\n`!dist/index.js`, `**/dist` gives an image with an empty `dist/index.js`.",
  "unreadable":
    "Something in the context cannot be read: the build fails, or the numbers here are too small.\n\nAn error where the builder would fail, else a warning. Where it would fail the exit code is 2 whatever `--fail-on` says,\nbecause the numbers are not those of any build; so it is with `ls`, `image` and with `explain` of such a path.",
  "special-file":
    "A socket, FIFO or device is in the context.\n\nBuildKit sends a socket as an empty file and FIFOs and devices as such; the classic builder skips sockets.",
  "root-only-pattern":
    "A pattern without a slash means the root of the context only, and its name is sent from below.\n\nIn a `.gitignore` `node_modules` means every directory of that name; in a `.dockerignore` the one in the root. Told with\nwhat of that name is sent from deeper directories; a note where nobody but the author knows whether that is meant\n(`docs`, `README.md`). Quiet where an instruction names the very path, and inside directories that a tool fills.\n\nMend it: `**/node_modules`. Write `/docs` where the root is meant: it is the same pattern and says so.",
  "negation-only-file":
    "The ignore file holds nothing but exceptions: it keeps nothing out.\n\nAn exception only brings back what a line before it excludes. For a list of what is wanted put `*` in front.",
  "comment-not-at-start":
    "What is meant as a comment is read as a pattern: only a # in front of the line begins one.\n\nWhite space in front of the `#`, a `#` behind a pattern and `//` make no comment. `dist  # output` matches a file of that\nwhole name and leaves `dist` in the context.",
  "parent-escape":
    "A pattern climbs out of the context with .. and matches nothing.\n\nPatterns are relative to the root of the context, wherever the ignore file lies.",
  "backslash-path":
    "A backslash is written for a slash: it escapes what follows.\n\n`src\\bin` is no path: `\\b` is a word boundary there, and other letters make the build fail. Only clients on Windows take a\nbackslash for a slash. Slashes work everywhere.",
  "unescaped-operator":
    "{ } | or ^ does something else in a pattern than it says.\n\nNo builder knows `{a,b}`: `*.{log,tmp}` matches names that hold the braces; write a line for each. Beside a wildcard `|`, `^`\nand `{2}` are operators of a regular expression; a backslash in front makes characters of them.",
  "class-matches-slash":
    "A character class matches a slash, too.\n\n`a[^b]c` matches `a/c` and with it all that lies below. Told where a slash can stand at that place.",
  "duplicate-pattern":
    "A line says what a line before says already.\n\nThe same pattern, however it is spelled (`dist`, `dist/`, `./dist`), with no line of the other kind in between: it changes\nnothing in any tree.",
  "bom":
    "A byte order mark stands in the ignore file; not every builder takes it away.\n\nDocker takes one away at the very start of the file, buildah none: with it in front, a comment is a pattern. A note there; a\nwarning in front of a later line, where it is part of the pattern for all of them.",
  "crlf":
    "The lines of the ignore file end in different ways, or in a way that ends no line.\n\nLF and CR LF mean the same for every builder, and a file that always has the same is fine: a mixture is a note. A carriage\nreturn alone ends no line, so that everything is one pattern: a warning.",
  "unused-pattern":
    "A pattern excludes nothing that is here (ctxcheck lint only).\n\nJudged by every entry that the walk met; what lies in a directory that another line excludes whole is excluded anyway. Quiet\nfor what people write as a precaution (hidden files, kinds of files such as `*.log`, names of secrets, editors, caches,\noutputs) and where something could not be read. Perhaps a misspelled name, perhaps a line whose time is over.",
  "shadowed-pattern":
    "Another line matches all that a pattern can match (ctxcheck lint only).\n\n`docs/*.md` beside `docs`, `.git` beside `.git*`, `dist` beside `**/dist`, with no line of the other kind in between. That the\nlist does without the line is proven on the builder's rules, over the whole tree. Where the file holds exceptions another\ntree may differ (order counts), so that the fix is only made when it is asked for by name.",
  "exception-never-applies":
    "An exception brings nothing back (ctxcheck lint only).\n\nBecause a later line excludes again what it matches (the order counts); because nothing excludes it where its turn comes;\nbecause the builder does not go into the excluded directory (the classic builder and buildah follow an exception only as far\nas it spells the path); or because nothing of that name is here. The latter two and what is not excluded are notes.\nProven like the others: without the line every path has the same verdict.",
  "trailing-slash-means-nothing":
    "A slash behind a pattern restricts nothing to directories, and a file is excluded, too (ctxcheck lint only).\n\n`build/` is `build`. Told only where a file is hit by it.",
  "case-differs":
    "A pattern matches nothing, because upper and lower case differ (ctxcheck lint only).\n\nPatterns and names are compared byte by byte, on every system. Told with a path that is there.",
  "bad-pattern":
    "The builder refuses a pattern, and with it the build (a finding of ctxcheck lint; elsewhere exit code 2).\n\n`lint` tells every such line at once, with a spelling that the builder takes, and judges the rest of the file without them. A\nwarning where the builder would only notice when it compares the pattern with a path, and does not.",
  "not-portable":
    "Builders that read the file do not agree about what a line means (ctxcheck lint only).\n\nBuildKit, the classic builder and buildah are compared over the tree, as far as they read the same file. Told with the paths\nthat differ, why, and lines that make them agree, where there are any. `ctxcheck compare` tells it of all builders.",
  "walk-cost":
    "An exception with a wildcard makes BuildKit read directories that are excluded anyway.\n\nBuildKit leaves an excluded directory unread only while no exception holds a wildcard (but for `/*` or `/**` at its end). One\n`!**/README.md`, and it goes through `node_modules` and `.git` at each build. Told with the directories that it reads in vain\nand what they hold, from 100 entries on; a note below 10,000.\n\nMend it: spell what is to come back (`!docs/README.md`, `!docs/**`).",
};
