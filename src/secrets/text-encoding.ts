const sniffed = 8192;

interface Encoding {
  /** Bytes per character. */
  readonly width: 1 | 2 | 4;
  readonly isBigEndian: boolean;
  /** Bytes of the byte order mark. */
  readonly skip: number;
}

const plain: Encoding = { width: 1, isBigEndian: false, skip: 0 };

/**
 * Detects the encoding by zero bytes, not by the mark alone: a mark before ASCII hides nothing, and UTF-16 needs none.
 * Null for anything but text.
 */
export function encodingOf(content: Buffer): Encoding | null {
  const mark = markOf(content);
  const sample = content.subarray(mark.skip, mark.skip + sniffed);
  if (!sample.includes(0)) return { ...plain, skip: mark.width === 1 ? mark.skip : 0 };
  const zeros = [0, 0, 0, 0];
  for (const [index, byte] of sample.entries())
    if (byte === 0) zeros[index & 3] = (zeros[index & 3] ?? 0) + 1;
  const [a = 0, b = 0, c = 0, d = 0] = zeros.map((count) => count / Math.max(1, sample.length / 4));
  const { skip } = mark;
  const least = mark.width === 1 ? 0.8 : 0.1;
  if (a < 0.1 && c + d > 1.8) return { width: 4, isBigEndian: false, skip };
  if (d < 0.1 && a + b > 1.8) return { width: 4, isBigEndian: true, skip };
  if (b > least && d > least && a + c < (b + d) / 8) return { width: 2, isBigEndian: false, skip };
  if (a > least && c > least && b + d < (a + c) / 8) return { width: 2, isBigEndian: true, skip };
  return isMostlyText(sample, (a + b + c + d) / 4) ? plain : null;
}

function markOf(content: Buffer): { width: number; skip: number } {
  const start = content.toString("hex", 0, 4);
  if (start === "fffe0000" || start === "0000feff") return { width: 4, skip: 4 };
  if (start.startsWith("fffe") || start.startsWith("feff")) return { width: 2, skip: 2 };
  return start.startsWith("efbbbf") ? { width: 1, skip: 3 } : { width: 1, skip: 0 };
}

/** A zero byte or two do not make a text binary. */
function isMostlyText(sample: Buffer, zeros: number): boolean {
  if (zeros > 0.05) return false;
  let controls = 0;
  for (const byte of sample)
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127) controls += 1;
  return controls <= sample.length * 0.05;
}

/** Converts UTF-16 and UTF-32 to UTF-8; returns anything else as it is. */
export function decodeText(content: Buffer, { width, isBigEndian, skip }: Encoding): Buffer {
  const body = content.subarray(skip);
  if (width === 1) return body;
  const whole = Buffer.from(body.subarray(0, body.length - (body.length % width)));
  if (width === 2) return Buffer.from((isBigEndian ? whole.swap16() : whole).toString("utf16le"), "utf8");
  return Buffer.from(narrowed(isBigEndian ? whole.swap32() : whole).toString("utf16le"), "utf8");
}

/** Returns the low halves of UTF-32: characters beyond them occur in no secret. */
function narrowed(wide: Buffer): Buffer {
  const narrow = Buffer.alloc(wide.length / 2);
  for (let at = 0; at < wide.length; at += 4) narrow.writeUInt16LE(wide.readUInt16LE(at), at / 2);
  return narrow;
}

const leastText = 16;

/**
 * Returns the text at the beginning of a file that continues with zeros: a sparse file, or one that tries to look like
 * no text.
 */
export function textBefore(content: Buffer): Buffer | null {
  const end = content.indexOf(0);
  const head = content.subarray(0, end);
  return end >= leastText && isMostlyText(head, 0) && !/[\x80-\xff]/.test(head.toString("latin1", 0, 16))
    ? head
    : null;
}
