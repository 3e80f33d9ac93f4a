/** A name that nothing else has and no page can guess; `crypto.randomUUID` is missing where the page is not secure. */
export function nonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
