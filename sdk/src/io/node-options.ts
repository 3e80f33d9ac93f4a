const NAMES = [
  "agent",
  "pfx",
  "key",
  "passphrase",
  "cert",
  "ca",
  "ciphers",
  "rejectUnauthorized",
  "perMessageDeflate",
] as const;

/** The options that Node's WebSocket takes, and those of TLS, out of all the others; `autoUnref` only where it is true. */
export function nodeOptions(options: {
  readonly [Name in (typeof NAMES)[number] | "autoUnref"]?: unknown;
}): object {
  const given = NAMES.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]]));
  return { ...Object.fromEntries(given), ...(options.autoUnref === true && { autoUnref: true }) };
}
