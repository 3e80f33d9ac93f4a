import { decodeBase64, encodeBase64, isAttachment, isBlob, bytesOf } from "@upwire/protocol";

/** Stands in text for bytes, as `{"$base64":"AQID"}`. */
const MARK = "$base64";

/** Arguments as text that a person can edit, with bytes as `{"$base64":"…"}`. */
export function argsToText(args: readonly unknown[]): string {
  return JSON.stringify(args, replaceBytes, 2);
}

function replaceBytes(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !isAttachment(value) || isBlob(value)) return value;
  return { [MARK]: encodeBase64(bytesOf(value)) };
}

/** What a person wrote as arguments: a JSON array, or one value alone; or why it is neither. */
export function argsFromText(
  text: string,
): { readonly ok: true; readonly args: readonly unknown[] } | { readonly ok: false; readonly message: string } {
  if (!text.trim()) return { ok: true, args: [] };
  try {
    const value: unknown = JSON.parse(text, reviveBytes);
    return { ok: true, args: Array.isArray(value) ? value : [value] };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function reviveBytes(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, MARK)) return value;
  const [marked, ...others] = Object.values(value);
  return typeof marked === "string" && others.length === 0 ? decodeBase64(marked) : value;
}
