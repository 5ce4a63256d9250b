import { fileURLToPath } from "node:url";
import type { Diagnostic } from "vscode-languageserver";
import type { Shown } from "./answers.ts";
import { Superseded } from "./edited-tree.ts";
import type { Session } from "./session.ts";

/** A document that is open, and what was found out about it; null if that is not known, or of another text. */
export interface Open<Found> extends Shown {
  readonly version: number;
  found: Promise<Found | null>;
  /** The last that was found of all, of this text or an earlier one. */
  last: Found | null;
}

/** The two views of a document. Both throw Superseded if an edit comes in between. */
export interface Asks<Found> {
  /** What can be said at once, however large the tree is. */
  soon(document: Shown, last: Found | null): readonly Diagnostic[] | null;
  all(document: Open<Found>, compares: boolean): Promise<Found>;
  publish(document: Open<Found>, found: Found): void;
  diagnostics(document: Open<Found>, diagnostics: readonly Diagnostic[]): void;
}

/** Milliseconds without a key after which other builders are compared, too; and all of a large tree. */
const pause = 600;

/** The documents that are open. Of many keys the last one is answered. */
export interface Board<Found> {
  change(uri: string, version: number, text: string): void;
  close(uri: string): boolean;
  has(uri: string): boolean;
  /** Files are different on the disk, or the editor has saved one. */
  again(): void;
  /** Waits until all is known of the text as it is. */
  wait(uri: string): Promise<{ document: Open<Found>; found: Found } | null>;
}

export function openBoard<Found>(session: Session, asks: Asks<Found>): Board<Found> {
  const open = new Map<string, Open<Found>>();
  let waiting: NodeJS.Timeout | undefined;
  let round = 0;
  let looked = () => {};

  const lookAt = async (document: Open<Found>, mine: number, compares: boolean): Promise<Found | null> => {
    // Whatever is in the queue of messages comes first.
    await new Promise(setImmediate);
    if (mine !== round) return null;
    try {
      const found = await asks.all(document, compares);
      if (mine !== round) return null;
      document.last = found;
      asks.publish(document, found);
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
  /** All of it is looked at when nothing has come for a while. */
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
      const diagnostics = asks.soon(document, document.last);
      if (diagnostics !== null) asks.diagnostics(document, diagnostics);
    }
  };
  /** Both files of a build may change what is to say about the other. */
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

/** The edit that comes in between is answered instead. */
export function unlessSuperseded(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
  }
}
