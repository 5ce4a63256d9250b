import { execFileSync } from "node:child_process";
import { type Tree, withTree } from "../context/trees.ts";

/** A build that every builder since Docker 20.10 understands, from `scratch` and without commands. */
export interface ImageRow {
  readonly what: string;
  readonly dockerfile: string;
  readonly target?: string;
  /** Files are told apart by their sizes: no two in a row have the same. */
  readonly tree: Tree;
  /** An archive in the context, and what of the tree it holds. */
  readonly archive?: { readonly name: string; readonly holds: readonly string[] };
}

const app = {
  "package.json": 101,
  "src/index.ts": 102,
  "src/lib/a.ts": 103,
  "src/lib/b.css": 104,
  "public/index.html": 105,
  "public/img/logo.svg": 106,
  "secrets/key": 107,
};

const stages = (...lines: readonly string[]) => `${lines.join("\n")}\n`;

export const imageRows: readonly ImageRow[] = [
  {
    what: "a chain of three stages, relative to their working directories",
    tree: app,
    dockerfile: stages(
      "FROM scratch AS source",
      "WORKDIR /work",
      "COPY . .",
      "FROM scratch AS bundle",
      "WORKDIR /out",
      "COPY --from=source /work/src ./code",
      "COPY --from=source work/public/img/logo.svg .",
      "FROM scratch",
      "WORKDIR srv",
      "COPY --from=bundle /out .",
      "COPY package.json ./",
    ),
  },
  {
    what: "an ignore file in front of a chain",
    tree: { ...app, ".dockerignore": "secrets\n**/*.css\nDockerfile\n" },
    dockerfile: stages("FROM scratch AS a", "COPY . /all/", "FROM scratch", "COPY --from=a /all /srv/"),
  },
  {
    what: "wildcards, in the context and in a stage",
    tree: app,
    dockerfile: stages(
      "FROM scratch AS a",
      "COPY src/lib/*.ts p*c*/index.* /x/",
      "COPY s*/l?b /y/",
      "FROM scratch",
      "COPY --from=a /x/*.html /y/[ab].* /z/",
      "COPY --from=a /*/a.ts /w",
    ),
  },
  {
    what: "a wildcard that matches nothing beside one that does",
    tree: app,
    dockerfile: stages("FROM scratch", "COPY src/*.ts src/*.none /x/"),
  },
  {
    what: "a file that a later layer covers, and the same one copied again",
    tree: app,
    dockerfile: stages(
      "FROM scratch",
      "COPY secrets/key /etc/conf",
      "COPY package.json /etc/conf",
      "COPY src /etc/src/",
      "COPY package.json /etc/src/index.ts",
      "COPY package.json /etc/conf",
    ),
  },
  {
    what: "a file that a stage on another covers",
    tree: app,
    dockerfile: stages(
      "FROM scratch AS base",
      "COPY secrets /opt/",
      "FROM base AS next",
      "COPY public/index.html /opt/key",
      "FROM next",
      "COPY src/index.ts /opt/other",
    ),
  },
  {
    what: "a file that is covered in a stage on the way never reaches the image",
    tree: app,
    dockerfile: stages(
      "FROM scratch AS a",
      "COPY secrets/key /f",
      "COPY package.json /f",
      "FROM scratch",
      "COPY --from=a / /",
    ),
  },
  {
    what: "owners, by number and by name of root",
    tree: app,
    dockerfile: stages(
      "FROM scratch AS a",
      "COPY --chown=1000:1000 src /home/",
      "COPY --chown=7 package.json /home/",
      "FROM scratch",
      "COPY --from=a --chown=0:9 /home /h",
    ),
  },
  {
    what: "an archive is unpacked by ADD, and is a file for COPY",
    tree: { ...app, "in/one": 201, "in/deep/two": 202 },
    archive: { name: "bundle.tar.gz", holds: ["in"] },
    dockerfile: stages(
      "FROM scratch",
      "ADD bundle.tar.gz /opened/",
      "COPY bundle.tar.gz /kept/",
      "ADD package.json /opened/",
    ),
  },
  {
    what: "an archive of a stage is a file for ADD's successor",
    tree: { "in/one": 201 },
    archive: { name: "bundle.tar", holds: ["in"] },
    dockerfile: stages("FROM scratch AS a", "COPY bundle.tar /b/", "FROM scratch", "COPY --from=a /b /c/"),
  },
  {
    what: "links inside a directory stay links; a link as a source gives what it leads to",
    tree: {
      ...app,
      "src/link": { link: "lib/a.ts" },
      current: { link: "public" },
      dead: { link: "nowhere" },
    },
    dockerfile: stages(
      "FROM scratch AS a",
      "COPY src /s/",
      "COPY current /p",
      "COPY current/img /i/",
      "FROM scratch",
      "COPY --from=a /s/link /one",
      "COPY --from=a /s /s",
      "COPY --from=a /p/ /p/",
    ),
  },
  {
    what: "a destination is followed through a link in the image",
    tree: { ...app, "root/var": { link: "/data/var" }, "root/data/var/x": 301 },
    dockerfile: stages("FROM scratch", "COPY root /", "COPY src /var/src/", "COPY package.json /var"),
  },
  {
    what: "destinations with and without a slash",
    tree: app,
    dockerfile: stages(
      "FROM scratch",
      "COPY package.json /a",
      "COPY package.json /b/",
      "COPY public /c",
      "COPY public/img /c/img2",
      "COPY src/index.ts /c/img2",
      "COPY src/index.ts public/index.html d/",
    ),
  },
  {
    what: "variables in sources, destinations and working directories",
    tree: app,
    dockerfile: stages(
      "ARG WHAT=src",
      "FROM scratch AS a",
      "ARG WHAT",
      "ENV TO=/to",
      "WORKDIR $TO/dir",
      `COPY $WHAT/lib \${TO}/lib`,
      `COPY \${NONE:-package.json} ./`,
      "FROM scratch",
      "COPY --from=a /to /",
    ),
  },
  {
    what: "what a base stage triggers",
    tree: app,
    dockerfile: stages(
      "FROM scratch AS base",
      "ONBUILD COPY public /pub/",
      "FROM base",
      "COPY src/index.ts /pub/",
    ),
  },
  {
    what: "stages by index, and one that nobody needs",
    tree: app,
    dockerfile: stages(
      "FROM scratch",
      "COPY src /s",
      "FROM scratch",
      "COPY missing /",
      "FROM scratch",
      "COPY --from=0 /s/lib /l",
    ),
  },
  {
    what: "another target",
    tree: app,
    target: "middle",
    dockerfile: stages(
      "FROM scratch AS first",
      "COPY src /s",
      "FROM scratch AS middle",
      "COPY --from=first /s/index.ts /x/",
      "COPY secrets/key /x/",
      "FROM scratch",
      "COPY --from=middle /x /y",
    ),
  },
  {
    what: "names with spaces",
    tree: { "a b/c d": 401, "e f": 402 },
    dockerfile: stages(
      "FROM scratch AS a",
      'COPY ["a b", "e f", "/x y/"]',
      "FROM scratch",
      'COPY --from=a ["/x y", "/z/"]',
    ),
  },
  {
    what: "sources that climb out of the context stay inside",
    tree: app,
    dockerfile: stages("FROM scratch", "COPY ../src/lib ./../../package.json /x/"),
  },
  {
    what: "a source that is not there",
    tree: app,
    dockerfile: stages("FROM scratch", "COPY src /a", "COPY nothing /b"),
  },
  {
    what: "a source that the stage does not have",
    tree: app,
    dockerfile: stages("FROM scratch AS a", "COPY src /a", "FROM scratch", "COPY --from=a /src /b"),
  },
  {
    what: "a file in the way of a directory",
    tree: app,
    dockerfile: stages("FROM scratch", "COPY package.json /a", "COPY src /a/"),
  },
];

/** Runs `use` over the context of a row. */
export function withImageRow<T>({ tree, dockerfile, archive }: ImageRow, use: (root: string) => T): T {
  return withTree({ ...tree, Dockerfile: dockerfile }, (root) => {
    if (archive !== undefined) execFileSync("tar", ["-caf", archive.name, ...archive.holds], { cwd: root });
    return use(root);
  });
}
