import type { Bytes } from "../bytes.ts";
import { mayHoldSecret, withoutValues } from "../secrets/mask-values.ts";

/** Text as it may be shown: what the search for secrets would mask in a file is masked. */
export async function masked(given: Bytes): Promise<Bytes> {
  const text = withoutValues(given);
  if (!mayHoldSecret(text)) return text;
  const { maskText } = await import("../secrets/mask-text.ts");
  return maskText(text);
}
