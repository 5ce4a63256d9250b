/** Entries as sent between threads. */
export interface Packed {
  /** The end of each name in `names`; it begins where the previous one ends. */
  readonly nameEnd: Uint32Array<ArrayBuffer>;
  readonly names: Uint8Array<ArrayBuffer>;
  readonly type: Uint8Array<ArrayBuffer>;
  readonly state: Uint8Array<ArrayBuffer>;
  /** st_mode: 16 bits. */
  readonly mode: Uint16Array<ArrayBuffer>;
  readonly size: Float64Array<ArrayBuffer>;
  readonly mtimeMs: Float64Array<ArrayBuffer>;
  /** For a directory: its first entry. For a file with several names: its position in `identities`, 1-based; else 0. */
  readonly first: Int32Array<ArrayBuffer>;
  readonly identities: readonly string[];
  readonly devices: ReadonlyMap<number, number>;
}

/** The contents of a directory, in another thread's columns. */
export interface Range {
  readonly from: Packed;
  readonly first: number;
  readonly length: number;
}
