import { encodeBase64 } from "@upwire/protocol";

/** Deeper values are left out of snippets. */
const MAX_DEPTH = 200;

/** Text as a string literal of JavaScript that nothing can break out of: also not in a `<script>`, a template or an old engine. */
export function jsString(text: string): string {
  return JSON.stringify(text)
    .replace(/[\u2028\u2029]/g, escaped)
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, escaped)
    .replaceAll("</", String.raw`<\/`)
    .replaceAll("<!--", String.raw`\x3c!--`);
}

function escaped(character: string): string {
  let text = "";
  for (let at = 0; at < character.length; at++) {
    text += String.raw`\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
  }
  return text;
}

/** A decoded value as an expression of JavaScript; bytes become a Uint8Array. */
export function jsLiteral(value: unknown, depth: number = MAX_DEPTH): string {
  if (typeof value === "string") return jsString(value);
  if (typeof value === "number" || typeof value === "boolean") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value !== "object" || value === null) return "null";
  if (value instanceof Uint8Array) return bytesLiteral(value);
  if (depth <= 0) return "null";
  if (Array.isArray(value)) return `[${value.map((item) => jsLiteral(item, depth - 1)).join(", ")}]`;
  const members = Object.entries(value).map(([key, item]) => `${keyLiteral(key)}: ${jsLiteral(item, depth - 1)}`);
  return members.length > 0 ? `{ ${members.join(", ")} }` : "{}";
}

function keyLiteral(key: string): string {
  // In brackets it is a key, and not the prototype.
  if (key === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : jsString(key);
}

function bytesLiteral(bytes: Uint8Array): string {
  if (bytes.length <= 32) return `Uint8Array.of(${bytes.join(", ")})`;
  return `Uint8Array.from(atob("${encodeBase64(bytes)}"), (character) => character.charCodeAt(0))`;
}
