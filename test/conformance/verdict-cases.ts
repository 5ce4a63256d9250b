import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { scratch } from "../context/trees.ts";
import { readCases } from "./recorded.ts";

/** How a real builder ended. docs/conformance.md tells where the cases come from. */
export interface Ending {
  readonly ok: boolean;
  /** The class of the failure, made from its message. */
  readonly error?: string;
  readonly message?: string;
  /** All that the final image holds, where it built; directories with a closing slash. */
  readonly image?: readonly {
    readonly path: string;
    readonly size?: number;
    readonly link?: string;
    readonly fifo?: boolean;
  }[];
}

export const recordedBuilders = [
  "buildkit",
  "buildkit@0.8",
  "classic",
  "classic@28",
  "buildah",
  "buildah@1.28",
] as const;

export type RecordedBuilder = (typeof recordedBuilders)[number];

interface PlantedEntry {
  readonly path: string;
  readonly size?: number;
  readonly link?: string;
  readonly text?: string;
  readonly base64?: string;
  readonly fifo?: boolean;
}

export type VerdictCase = { readonly [builder in RecordedBuilder]?: Ending } & {
  readonly id: string;
  readonly kind: string;
  readonly tree: readonly PlantedEntry[];
  readonly dockerfile: string;
  readonly file?: string;
  readonly ignore?: string;
  readonly dockerfileIgnore?: string;
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
};

export const verdictCases = (): VerdictCase[] => readCases<VerdictCase>("verdicts.jsonl.gz");

/** Releases are recorded only where they end otherwise. */
export function endingOf(recorded: VerdictCase, builder: RecordedBuilder): Ending | undefined {
  const [family] = builder.split("@") as ["classic" | "buildah"];
  return recorded[builder] ?? (builder === "buildkit@0.8" ? undefined : recorded[family]);
}

/** Runs `use` over a new directory that holds the case, and removes it. */
export async function withVerdictCase<T>(
  recorded: VerdictCase,
  use: (root: string) => Promise<T>,
): Promise<T> {
  const root = mkdtempSync(join(scratch, "ctxcheck-verdict-"));
  try {
    for (const entry of recorded.tree) writeEntry(join(root, entry.path), entry);
    const { file = "Dockerfile", dockerfile, dockerfileIgnore, ignore } = recorded;
    write(join(root, file), dockerfile);
    if (dockerfileIgnore !== undefined) write(join(root, `${file}.dockerignore`), dockerfileIgnore);
    if (ignore !== undefined) write(join(root, ".dockerignore"), ignore);
    return await use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function writeEntry(full: string, { path, size = 0, link, text, base64, fifo }: PlantedEntry): void {
  if (path.endsWith("/")) mkdirSync(full, { recursive: true });
  else if (link !== undefined) {
    mkdirSync(dirname(full), { recursive: true });
    symlinkSync(link, full);
  } else if (fifo === true) {
    mkdirSync(dirname(full), { recursive: true });
    execFileSync("mkfifo", [full]);
  } else if (base64 !== undefined) write(full, Buffer.from(base64, "base64"));
  else write(full, text ?? "x".repeat(size));
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
