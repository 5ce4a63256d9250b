import type { Connection } from "vscode-languageserver/node";
import { toText } from "../bytes.ts";
import { safe } from "../report/escape.ts";
import { formats } from "../report/formats.ts";
import { readUsage, type UsageNode } from "../usage/usage.ts";
import { readWhole } from "../usage/whole.ts";
import type { Look } from "./look.ts";

export function statusOf(uri: string, { plan, report }: Look): Status {
  const { files, bytes } = report.sent;
  const countOf = (wanted: string) => report.findings.filter(({ severity }) => severity === wanted).length;
  const context = safe(toText(plan.context.root));
  return { uri, context, files, bytes, errors: countOf("error"), warnings: countOf("warning") };
}

const mostRows = 500;

/**
 * Answers requests beyond the protocol, for views of an editor: "ctxcheck/tree" (entries of a directory, largest first)
 * and "ctxcheck/page" (the HTML page).
 */
export function answerViews(connection: Connection, lookAt: (uri: string) => Promise<Look | null>): void {
  const roots = new WeakMap<Look, UsageNode>();
  connection.onRequest("ctxcheck/tree", async ({ uri, path }: { uri: string; path: readonly string[] }) => {
    const look = await lookAt(uri);
    if (look === null) return [];
    const root = roots.get(look) ?? readUsage(look.plan, { measureExcluded: true }).root;
    roots.set(look, root);
    return rowsIn(
      path.reduce<UsageNode | undefined>((node, name) => childOf(node, name), root),
      look,
    );
  });
  connection.onRequest("ctxcheck/page", async ({ uri }: { uri: string }) => {
    const look = await lookAt(uri);
    if (look === null) return null;
    const render = await formats.html?.();
    const view = { color: false, width: null, quiet: false, verbose: false, failing: new Set<never>() };
    return render?.(look.report, view, readWhole(look.plan)) ?? null;
  });
}

const childOf = (node: UsageNode | undefined, shown: string): UsageNode | undefined =>
  node?.children.find(({ name }) => safe(toText(name)) === shown);

const bytesOf = ({ sizes: { sent, excluded, allowed } }: UsageNode) =>
  sent.files > 0 ? sent : excluded.files > 0 ? excluded : allowed;

function rowsIn(node: UsageNode | undefined, { plan }: Look): Row[] {
  const children = [...(node?.children ?? [])].sort((a, b) => bytesOf(b).bytes - bytesOf(a).bytes);
  return children.slice(0, mostRows).map((child) => ({
    name: safe(toText(child.name)),
    directory: child.type === "directory",
    ...bytesOf(child),
    reason: reasonOf(child, plan.dockerfile?.shown ?? null),
  }));
}

function reasonOf({ sizes, allowed, by, type }: UsageNode, dockerfile: string | null): string {
  const line =
    by === null ? "" : ` by ${safe(by.source.file)}:${by.source.line} ${safe(toText(by.source.text))}`;
  if (sizes.sent.files > 0)
    return type === "directory" ? "sent" : `sent${by === null ? "" : `, let in${line}`}`;
  return allowed ? `not copied${dockerfile === null ? "" : ` by ${safe(dockerfile)}`}` : `excluded${line}`;
}

/** What an editor shows in its status bar; sent as "ctxcheck/status" after each check. */
export interface Status {
  readonly uri: string;
  readonly context: string;
  readonly files: number;
  readonly bytes: number;
  readonly errors: number;
  readonly warnings: number;
}

export interface Row {
  readonly name: string;
  readonly directory: boolean;
  readonly files: number;
  readonly bytes: number;
  /** Why it is sent or not. */
  readonly reason: string;
}
