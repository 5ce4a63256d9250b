import type { FlagKind } from "./flags.ts";

export type KnownFlags = Readonly<Record<string, FlagKind>>;

/** How builders differ in reading a Dockerfile. */
export interface Dialect {
  readonly flags: {
    readonly FROM: KnownFlags;
    readonly COPY: KnownFlags;
    readonly ADD: KnownFlags;
    readonly RUN: KnownFlags;
    readonly HEALTHCHECK: KnownFlags;
  };
  /** Without them, `<<EOF` is the name of a file, and its text consists of instructions. */
  readonly heredocs: boolean;
  /** Names that a comment at the top may set. */
  readonly directives: readonly string[];
  /**
   * What may follow a name in braces. "all": everything as in a shell; "few": only `:-`, `:+`, `:?` and `?`;
   * "containers": what buildah knows, which rejects no name; "containers-few": only `:-` and `:+` of that.
   */
  readonly modifiers: "all" | "few" | "containers" | "containers-few";
  /** What follows the array of the JSON form: it is then not an array, or the rest is ignored. */
  readonly jsonTail: "no-array" | "dropped";
  /** A `--chmod` that is not a mode: rejected, or the flag is skipped. */
  readonly badMode: "refused" | "passed-over";
  /** A default of a global ARG that cannot be expanded: rejected, or it is empty. */
  readonly badGlobalArg: "refused" | "empty";
  /** Variables in the name of COPY `--from`: rejected, or the name is taken literally. */
  readonly fromVariables: "refused" | "taken";
  /** COPY `--from` a later stage: rejected, or it yields what that stage begins with. */
  readonly laterStage: "refused" | "its-start";
  /** Whether the target stage may be named by its index. */
  readonly targetIndex: boolean;
  /** Whether `--link`, `--exclude` and `--checksum` are accepted without effect. */
  readonly passesOver: boolean;
  /** Largest `--chmod` that buildah accepts. */
  readonly largestMode: number;
  /** A flag with nothing after its "=". */
  readonly emptyValues: "refused" | "taken";
  /** Whether the destination `x/.` means a directory. */
  readonly dotIsDirectory: boolean;
}

const strings = (names: string): KnownFlags =>
  Object.fromEntries(names.split(" ").map((name) => [name, "string"] as const));

const healthcheck = strings("interval timeout start-period retries");

/** BuildKit's current built-in frontend. */
export const currentDialect: Dialect = {
  flags: {
    FROM: strings("platform"),
    COPY: { ...strings("chown from chmod"), link: "boolean", exclude: "list", parents: "boolean" },
    ADD: {
      ...strings("chown chmod checksum"),
      ...{ link: "boolean", "keep-git-dir": "boolean", unpack: "boolean", exclude: "list" },
    },
    RUN: { mount: "list", network: "string", security: "string", device: "list" },
    HEALTHCHECK: { ...healthcheck, "start-interval": "string" },
  },
  heredocs: true,
  directives: ["syntax", "escape", "check"],
  modifiers: "all",
  jsonTail: "no-array",
  badMode: "refused",
  badGlobalArg: "refused",
  fromVariables: "refused",
  laterStage: "refused",
  targetIndex: true,
  passesOver: false,
  largestMode: 0o7777,
  emptyValues: "taken",
  dotIsDirectory: true,
};

/** The parser of Docker Engine 20.10, for BuildKit 0.8 and for the classic builder. */
export const dialectOf2020: Dialect = {
  flags: {
    FROM: strings("platform"),
    COPY: strings("chown from chmod"),
    ADD: strings("chown chmod"),
    RUN: { mount: "list" },
    HEALTHCHECK: healthcheck,
  },
  heredocs: false,
  directives: ["syntax", "escape"],
  modifiers: "few",
  jsonTail: "dropped",
  badMode: "passed-over",
  badGlobalArg: "empty",
  fromVariables: "taken",
  laterStage: "its-start",
  targetIndex: false,
  passesOver: false,
  largestMode: 0o7777,
  emptyValues: "taken",
  dotIsDirectory: false,
};

/** The parser of Docker Engine 28, for its classic builder, where `--link` and `--exclude` have no effect. */
export const dialectOf28: Dialect = {
  ...currentDialect,
  flags: {
    ...currentDialect.flags,
    COPY: { ...strings("chown from chmod"), link: "boolean", exclude: "list" },
  },
  passesOver: true,
};

/** openshift/imagebuilder 1.2.21, as in buildah 1.45. */
export const containersDialect: Dialect = {
  ...currentDialect,
  flags: {
    ...currentDialect.flags,
    ADD: { ...strings("chmod chown checksum exclude"), link: "boolean", "keep-git-dir": "boolean" },
    COPY: { ...strings("chmod chown from exclude"), link: "boolean", parents: "boolean" },
  },
  directives: ["syntax", "escape"],
  modifiers: "containers",
  jsonTail: "dropped",
  emptyValues: "refused",
};

/** openshift/imagebuilder as in buildah 1.28. */
export const containersDialectOf2022: Dialect = {
  ...containersDialect,
  flags: {
    ...containersDialect.flags,
    ADD: strings("chmod chown"),
    COPY: strings("chmod chown from"),
    HEALTHCHECK: healthcheck,
  },
  heredocs: false,
  modifiers: "containers-few",
  largestMode: 0xffff_ffff,
  emptyValues: "taken",
  targetIndex: false,
};
