import type { Ink } from "./events.ts";

const ADJECTIVES = [
  "Amber",
  "Brisk",
  "Calm",
  "Dapper",
  "Early",
  "Fond",
  "Gentle",
  "Merry",
  "Nimble",
  "Quiet",
  "Sunny",
  "Witty",
];
const ANIMALS = [
  "Badger",
  "Crane",
  "Dormouse",
  "Falcon",
  "Gecko",
  "Heron",
  "Ibex",
  "Lynx",
  "Marten",
  "Otter",
  "Puffin",
  "Wren",
];

/** Who this window is: kept for the session, so that a reload keeps the name and two windows have two. */
export interface Identity {
  readonly id: string;
  name: string;
  /** Given by the server on the first arrival, and asked for again on later ones. */
  ink: Ink | undefined;
}

/** Reads this window's identity, or makes one up. */
export function readIdentity(): Identity {
  const id = sessionStorage.getItem("visitor") ?? randomId();
  const name = sessionStorage.getItem("name") ?? `${pick(ADJECTIVES)} ${pick(ANIMALS)}`;
  const ink = sessionStorage.getItem("ink");
  const identity = { id, name, ink: ink === null ? undefined : Number(ink) };
  keepIdentity(identity);
  return identity;
}

/** Remembers the identity for the next load of this window. */
export function keepIdentity({ id, name, ink }: Identity): void {
  sessionStorage.setItem("visitor", id);
  sessionStorage.setItem("name", name);
  if (ink !== undefined) sessionStorage.setItem("ink", String(ink));
}

/** An id nobody else has. `crypto.randomUUID` would do, were it there on pages served over plain HTTP in a local network. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("");
}

function pick(words: readonly string[]): string {
  return words[Math.floor(Math.random() * words.length)] ?? "";
}
