/** A terminal that is used as a whole; tests have a stand-in. */
export interface Terminal {
  readonly isTerminal: boolean;
  size(): { readonly columns: number; readonly rows: number };
  /** Takes over the screen; `keys` receives what is typed, as it arrives. */
  start(keys: (data: string) => void, resized: () => void): void;
  write(text: string): void;
  stop(): void;
  /** Waits for one line. */
  ask(answer: (line: string) => void): void;
}

const sequences: Readonly<Record<string, string>> = {
  "\x1b[A": "up",
  "\x1b[B": "down",
  "\x1b[C": "right",
  "\x1b[D": "left",
  "\x1bOA": "up",
  "\x1bOB": "down",
  "\x1bOC": "right",
  "\x1bOD": "left",
  "\x1b[5~": "pageup",
  "\x1b[6~": "pagedown",
  "\x1b[H": "home",
  "\x1b[F": "end",
  "\x1b": "escape",
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
  "\x03": "interrupt",
};

/** Splits what a terminal sent into keys: an escape sequence is one key, and so is every other character. */
export function keysIn(data: string): string[] {
  const keys = data.match(/\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Z])?|[\s\S]/g) ?? [];
  return keys.map((key) => sequences[key] ?? key);
}
