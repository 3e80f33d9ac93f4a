import type { Driver } from "./driver.ts";

/** The names of a driver's commands. */
export type CommandName = keyof Driver;

/** A command as it travels to another realm. */
export interface Command {
  readonly name: CommandName;
  readonly args: readonly unknown[];
}

/** Carries out a command. */
export async function carryOut(driver: Driver, { name, args }: Command): Promise<unknown> {
  // True because commands are only made by the specs' `RealmDriver`, which takes their arguments by name.
  const method = driver[name] as (...args: readonly unknown[]) => unknown;
  return method.apply(driver, [...args]);
}
