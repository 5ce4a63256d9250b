import { fileURLToPath } from "node:url";
import type { Diagnostic } from "vscode-languageserver";
import type { Shown } from "./answers.ts";
import { Superseded } from "./edited-tree.ts";
import type { Session } from "./session.ts";

/** An open document and what was found about it; null if that is unknown, or was found for another text. */
export interface Open<Found> extends Shown {
  readonly version: number;
  found: Promise<Found | null>;
  /** The last complete result, of this text or an earlier one. */
  last: Found | null;
}

/** The two views of a document. Both throw Superseded if an edit comes in between. */
export interface Views<Found> {
  /** Returns what can be reported at once, whatever the size of the tree. */
  soon(document: Shown, last: Found | null): readonly Diagnostic[] | null;
  all(document: Open<Found>, compares: boolean): Promise<Found>;
  publish(document: Open<Found>, found: Found): void;
  diagnostics(document: Open<Found>, diagnostics: readonly Diagnostic[]): void;
}

/** Milliseconds without an edit before other builders are compared and a large tree is checked in full. */
const pause = 600;

/** The open documents. After a burst of edits only the last one is checked. */
export interface Board<Found> {
  change(uri: string, version: number, text: string): void;
  close(uri: string): boolean;
  has(uri: string): boolean;
  /** Rechecks all documents after files changed on disk or the editor saved one. */
  again(): void;
  /** Waits until everything is known about the current text. */
  wait(uri: string): Promise<{ document: Open<Found>; found: Found } | null>;
}

export function openBoard<Found>(session: Session, views: Views<Found>): Board<Found> {
  const open = new Map<string, Open<Found>>();
  let waiting: NodeJS.Timeout | undefined;
  let round = 0;
  let looked = () => {};

  const lookAt = async (document: Open<Found>, mine: number, compares: boolean): Promise<Found | null> => {
    // Handle queued messages first.
    await new Promise(setImmediate);
    if (mine !== round) return null;
    try {
      const found = await views.all(document, compares);
      if (mine !== round) return null;
      document.last = found;
      views.publish(document, found);
      return found;
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
      if (mine === round) later();
      return null;
    }
  };
  const lookAtAll = (compares: boolean) => {
    const mine = ++round;
    const all = looked;
    let before: Promise<unknown> = Promise.resolve();
    for (const document of open.values()) {
      const found = before.then(() => lookAt(document, mine, compares));
      document.found = found;
      before = found;
    }
    all();
  };
  /** Postpones the full check until no edit has arrived for a while. */
  const later = () => {
    round++;
    looked();
    const next = new Promise<null>((resolve) => {
      looked = () => resolve(null);
    });
    for (const document of open.values()) document.found = next;
    clearTimeout(waiting);
    waiting = setTimeout(() => lookAtAll(true), pause);
  };
  const soon = () => {
    for (const document of open.values()) {
      const diagnostics = views.soon(document, document.last);
      if (diagnostics !== null) views.diagnostics(document, diagnostics);
    }
  };
  /** An edit to either file of a build can change the findings of the other. */
  const again = () => {
    later();
    if (session.isSmall()) lookAtAll(false);
    else unlessSuperseded(soon);
  };
  return {
    change: (uri, version, text) => {
      const path = fileURLToPath(uri);
      session.edit(path, text);
      const [found, last] = [Promise.resolve(null), open.get(uri)?.last ?? null];
      open.set(uri, { uri, path, version, lines: text.split(/\r?\n/), found, last });
      again();
    },
    close: (uri) => {
      session.edit(fileURLToPath(uri), null);
      return open.delete(uri);
    },
    has: (uri) => open.has(uri),
    again,
    wait: async (uri) => {
      for (let document = open.get(uri); document !== undefined; document = open.get(uri)) {
        const asked = document.found;
        const found = await asked;
        if (found !== null && document === open.get(uri)) return { document, found };
      }
      return null;
    },
  };
}

/** Drops the work if an edit supersedes it: the edit is answered instead. */
export function unlessSuperseded(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
  }
}
