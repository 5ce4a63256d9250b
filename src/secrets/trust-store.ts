import type { Bytes } from "../bytes.ts";

/**
 * Whether a key store, read in full, holds only certificates: what Java calls a trust store. Its password is known to
 * everybody and protects nothing. `name`: the base name, lower case.
 */
export function isTrustStore(name: Bytes, content: Buffer): boolean {
  if (content.length < 16) return false;
  const magic = content.readUInt32BE(0);
  if (magic === 0xfeedfeed || magic === 0xcececece) return hasOnlyCertificates(content);
  // PKCS#12 can encrypt certificates, and keys are mostly named in clear: trusted only for files named as trust stores.
  return content[0] === 0x30 && trustName.test(name) && !holdsKeyBag(content);
}

const trustName = /^(?:jsse)?cacerts$|trust[-_.]?(?:ed)?[-_.]?(?:store|certs?)/;

/** RFC 7292, 4.2: keyBag and pkcs8ShroudedKeyBag are 1.2.840.113549.1.12.10.1.1 and .2. */
function holdsKeyBag(content: Buffer): boolean {
  return [1, 2].some((kind) => content.includes(Buffer.from(`2a864886f70d010c0a010${kind}`, "hex")));
}

const certificateEntry = 2;

/**
 * JKS and JCEKS (sun.security.provider.JavaKeyStore): magic, version, count, then entries of a tag, an alias and a time;
 * a certificate adds its type (from version 2 on) and its bytes.
 */
function hasOnlyCertificates(content: Buffer): boolean {
  const version = content.readUInt32BE(4);
  const count = content.readUInt32BE(8);
  let at = 12;
  for (let entry = 0; entry < count; entry++) {
    if (number(content, at, 4) !== certificateEntry) return false;
    at += 4;
    at += 2 + number(content, at, 2) + 8;
    if (version === 2) at += 2 + number(content, at, 2);
    at += 4 + number(content, at, 4);
  }
  return at <= content.length;
}

/** Past the end, returns a number that no entry can contain. */
function number(content: Buffer, at: number, width: number): number {
  return at + width <= content.length ? content.readUIntBE(at, width) : content.length;
}
