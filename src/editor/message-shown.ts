import { type Bytes, fromText, toText } from "../bytes.ts";

/** What somebody reads of a message; all else is edits of a text, names and addresses, which stay as they are. */
const shown: ReadonlySet<string> = new Set(["message", "value", "title", "result"]);

/** A message as JSON, in bytes, each text that somebody reads as it may be shown. */
export async function messageShown(message: object, masked: (text: Bytes) => Promise<Bytes>): Promise<Bytes> {
  const texts = new Map<string, string>();
  JSON.stringify(message, (key, value) => {
    if (typeof value === "string" && shown.has(key)) texts.set(value, value);
    return value;
  });
  for (const text of texts.keys()) texts.set(text, toText(await masked(fromText(text))));
  return fromText(
    JSON.stringify(message, (key, value) =>
      typeof value === "string" && shown.has(key) ? texts.get(value) : value,
    ),
  );
}
