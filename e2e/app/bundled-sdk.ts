import { fallback, io, polling, upgrade, webSocket } from "@upwire/sdk";
import { eio3 } from "@upwire/sdk/eio3";
import type { Sdk } from "./driver.ts";

/** The SDK from its package, as a bundler takes it. */
export const bundledSdk: Sdk = {
  io,
  transports: { polling, webSocket, upgrade, fallback },
  eio3,
  file: import.meta.url,
};
