/** Stands where a secret was. */
export const REDACTED = "REDACTED";

/** Words of keys and parameters whose values are secrets. */
const SECRET_WORDS = new Set([
  "auth",
  "authentication",
  "authorization",
  "bearer",
  "cookie",
  "cookies",
  "credential",
  "credentials",
  "csrf",
  "jwt",
  "otp",
  "passphrase",
  "passwd",
  "password",
  "passwords",
  "pid",
  "pin",
  "pwd",
  "secret",
  "secrets",
  "signature",
  "token",
  "tokens",
  "xsrf",
]);
/** Two words that are one secret together. */
const SECRET_PAIRS =
  /(?:^| )(?:(?:access|api|private|secret|encryption|signing) keys?|session id|apikey|passcode|auth code)(?: |$)/;

/** Whether a key of JSON, a header or a query parameter names a secret, in whatever way its words are joined. */
export function isSecretName(name: string): boolean {
  const words = name
    .slice(0, 200)
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean);
  return (
    words.some((word) => SECRET_WORDS.has(word) || /^(?:access|auth|refresh|id)token$/.test(word)) ||
    SECRET_PAIRS.test(words.join(" "))
  );
}

const JSON_WEB_TOKEN = /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g;
const CREDENTIALS = /\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi;

/** Text without what looks like credentials wherever it stands: tokens of three parts, and what follows Bearer or Basic. */
export function redactWords(text: string): string {
  return text.replace(JSON_WEB_TOKEN, REDACTED).replace(CREDENTIALS, `$1 ${REDACTED}`);
}

/** JSON in a text of JSON, and so on, is looked into so deep; what is deeper counts as a secret. */
const MAX_NESTED = 8;

const JSON_START = /^\s*[[{]/;
const ADDRESS = /^(?:[a-z][a-z\d+.-]*:)?\/\S*$/i;

/** A text of a value without secrets: JSON and an address are looked into. */
function redactText(text: string, nested: number): string {
  if (JSON_START.test(text)) {
    if (nested === MAX_NESTED) return REDACTED;
    return redactJson(text, nested + 1) ?? redactCutJson(text, nested + 1);
  }
  return ADDRESS.test(text) ? redactUrl(text, () => REDACTED) : redactWords(text);
}

/** JSON with the values of secret keys replaced; the same text where there is none, and undefined where it is no JSON. */
export function redactJson(json: string, nested = 0): string | undefined {
  let changed = false;
  const redact = (key: string, value: unknown): unknown => {
    if (key && value !== null && isSecretName(key)) {
      changed = true;
      return REDACTED;
    }
    if (typeof value !== "string") return value;
    const clean = redactText(value, nested);
    if (clean !== value) changed = true;
    return clean;
  };
  try {
    const value: unknown = JSON.parse(json, redact);
    return changed ? JSON.stringify(value) : json;
  } catch {
    return undefined;
  }
}

/** A decoded value with the values of secret keys replaced; decoders bound how deep it is. */
export function redactValue(value: unknown): unknown {
  if (typeof value === "string") return redactText(value, 0);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(redactValue);
  const clean = ([key, item]: [string, unknown]): [string, unknown] => [
    key,
    isSecretName(key) ? REDACTED : redactValue(item),
  ];
  // Makes even `__proto__` a key like any other.
  return Object.fromEntries(Object.entries(value).map(clean));
}

const MEMBER = /"((?:[^"\\]|\\.){1,200})"\s*:\s*/g;
const SCALAR = /(?:"(?:[^"\\]|\\.)*(?:"|\\?$)|[^\s",[\]{}]+)/y;
const STRING = /"((?:[^"\\]|\\.)*)(?:"|\\?$)/gs;
const CUT_ESCAPE = /(?<!\\)((?:\\\\)*)\\u[\da-f]{0,3}$/i;

/** The beginning of JSON with the values of secret keys replaced; cut before a secret that is an array or object. */
export function redactCutJson(json: string, nested = 0): string {
  let clean = "";
  let from = 0;
  for (const member of json.matchAll(MEMBER)) {
    if (member.index < from || !isSecretName(String(member[1]))) continue;
    const start = member.index + member[0].length;
    clean += json.slice(from, start);
    SCALAR.lastIndex = start;
    const value = SCALAR.exec(json);
    if (!value) return redactStrings(clean, nested);
    clean += JSON.stringify(REDACTED);
    from = SCALAR.lastIndex;
  }
  return redactStrings(clean + json.slice(from), nested);
}

/** What stands in strings is looked into, also in one that is cut. */
function redactStrings(json: string, nested: number): string {
  const texts = json.replace(STRING, (string, inner: string) => {
    const text = unescaped(inner);
    if (text === undefined) return string;
    const clean = redactText(text, nested);
    return clean === text ? string : JSON.stringify(clean);
  });
  return redactWords(texts);
}

function unescaped(inner: string): string | undefined {
  try {
    return String(JSON.parse(`"${inner.replace(CUT_ESCAPE, "$1")}"`));
  } catch {
    return undefined;
  }
}

/** An address without user name, password and the values of secret parameters; `rename` gives session ids other names. */
export function redactUrl(url: string, rename: (sid: string) => string): string {
  const [, before = "", query, fragment] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(url) ?? [];
  const place = before.replace(/^((?:[a-z][a-z\d+.-]*:)?\/\/)[^/@]*@/i, "$1");
  const parameters = (text: string | undefined): string =>
    text ? text[0] + redactParameters(text.slice(1), rename) : "";
  return redactWords(place) + parameters(query) + parameters(fragment);
}

function redactParameters(text: string, rename: (sid: string) => string): string {
  return text
    .split("&")
    .map((parameter) => {
      const equals = parameter.indexOf("=");
      if (equals < 0) return redactWords(parameter);
      const name = parameter.slice(0, equals);
      const value = parameter.slice(equals + 1);
      if (name === "sid") return `sid=${rename(value)}`;
      return `${name}=${isSecretName(decoded(name)) ? REDACTED : redactWords(value)}`;
    })
    .join("&");
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
