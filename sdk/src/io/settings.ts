import { CONNECT_TIMEOUT } from "../limits.ts";
import type { ManagerOptions } from "./options.ts";

/** The options of a manager that can be read and changed on the way. */
export interface Settings {
  reconnection: boolean;
  reconnectionAttempts: number;
  reconnectionDelay: number;
  reconnectionDelayMax: number;
  randomizationFactor: number;
  timeout: number | false;
}

/** Reads a setting without an argument, changes it with one. */
export interface Accessor<Value, Owner> {
  (): Value;
  (value: Value): Owner;
}

const DEFAULTS: Settings = {
  reconnection: true,
  reconnectionAttempts: Infinity,
  reconnectionDelay: 1_000,
  reconnectionDelayMax: 5_000,
  randomizationFactor: 0.5,
  timeout: CONNECT_TIMEOUT,
};

/** The settings to begin with. */
export function settingsOf(options: ManagerOptions): Settings {
  const given = Object.entries(DEFAULTS).map(([name, fallback]) => [name, read(options, name) ?? fallback]);
  // True because each default has its option's type.
  return Object.fromEntries(given) as Settings;
}

/** A method for each setting, of its name. */
export function accessors(owner: unknown, settings: Settings): Record<string, (value?: unknown) => unknown> {
  const methods: Record<string, (value?: unknown) => unknown> = {};
  for (const name of Object.keys(settings))
    methods[name] = (value) =>
      value === undefined ? read(settings, name) : (Object.assign(settings, { [name]: value }), owner);
  return methods;
}

function read(object: object, name: string): unknown {
  // True because any object can be read by name.
  return (object as Record<string, unknown>)[name];
}
