/** What travels between threads of entries. */
export interface Packed {
  /** Where a name ends in `names`; it begins where the one before ends. */
  readonly nameEnd: Uint32Array<ArrayBuffer>;
  readonly names: Uint8Array<ArrayBuffer>;
  readonly type: Uint8Array<ArrayBuffer>;
  readonly state: Uint8Array<ArrayBuffer>;
  /** As lstat tells it: 16 bits. */
  readonly mode: Uint16Array<ArrayBuffer>;
  readonly size: Float64Array<ArrayBuffer>;
  readonly mtimeMs: Float64Array<ArrayBuffer>;
  /** Of a directory: its first entry. Of a file with several names: which of `identities` it is, from 1; else 0. */
  readonly first: Int32Array<ArrayBuffer>;
  readonly identities: readonly string[];
  readonly devices: ReadonlyMap<number, number>;
}

/** What a directory holds, in columns of somebody else. */
export interface Range {
  readonly from: Packed;
  readonly first: number;
  readonly length: number;
}
