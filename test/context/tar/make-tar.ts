/** An entry of an archive to be made; `name` and `link` are byte strings. */
export interface Made {
  readonly name: string;
  readonly flag?: string;
  readonly link?: string;
  readonly content?: string | Buffer;
  readonly mode?: number;
  /** What the header claims, where it is not the length of the content. */
  readonly size?: number;
}

/** A ustar archive, with its end. */
export function makeTar(entries: readonly Made[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocks), Buffer.alloc(1024)]);
}

function blocks({ name, flag = "0", link = "", content = "", mode = 0o644, size }: Made): Buffer[] {
  const body = Buffer.from(content);
  const header = Buffer.alloc(512);
  const octal = (at: number, length: number, value: number) =>
    header.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, "latin1");
  header.write(name, 0, 100, "latin1");
  octal(100, 8, mode);
  octal(108, 8, 0);
  octal(116, 8, 0);
  octal(124, 12, size ?? body.length);
  octal(136, 12, 0);
  header.write(flag, 156, "latin1");
  header.write(link, 157, 100, "latin1");
  header.write("ustar\x0000", 257, "latin1");
  header.fill(" ", 148, 156);
  octal(
    148,
    7,
    header.reduce((sum, byte) => sum + byte, 0),
  );
  return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
}

/** A pax record. */
export function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length + 1;
  while (`${length}${rest}`.length !== length) length = `${length}${rest}`.length;
  return `${length}${rest}`;
}
