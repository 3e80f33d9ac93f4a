import type { ResolvedOptions } from "./engine-options.ts";

/** The data of the open packet (Engine.IO 4, Handshake); Engine.IO 3 knows no `maxPayload`. */
export function handshakeText(
  sid: string,
  upgrades: readonly string[],
  protocol: 3 | 4,
  options: ResolvedOptions,
): string {
  const { pingInterval, pingTimeout, maxHttpBufferSize } = options;
  const text = `{"sid":${JSON.stringify(sid)},"upgrades":${JSON.stringify(upgrades)},"pingInterval":${pingInterval},"pingTimeout":${pingTimeout}`;
  return protocol === 4 ? `${text},"maxPayload":${maxHttpBufferSize}}` : `${text}}`;
}
