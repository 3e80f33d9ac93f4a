import type { PeerSocket } from "./peer.ts";

interface Requester {
  emit(event: string, ...values: unknown[]): unknown;
  timeout?(timeout: number): { emit(event: string, ...values: unknown[]): unknown };
  emitWithAck?(event: string, ...values: unknown[]): Promise<unknown>;
}

/** The ways to ask and wait for an acknowledgement, over a raw socket of either side. */
export function requests(raw: Requester): Pick<PeerSocket, "request" | "requestWithin" | "emitWithAck"> {
  return {
    request: (event, ...values) =>
      new Promise((resolve) => void raw.emit(event, ...values, (...answer: unknown[]) => resolve(answer))),
    requestWithin: (timeout, event, ...values) =>
      new Promise((resolve, reject) => {
        if (raw.timeout === undefined) throw new Error("This generation has no ack timeout.");
        raw.timeout(timeout).emit(event, ...values, (error: unknown, ...answer: unknown[]) => {
          if (error) reject(error);
          else resolve(answer);
        });
      }),
    async emitWithAck(event, ...values) {
      if (raw.emitWithAck === undefined) throw new Error("This generation has no emitWithAck.");
      return raw.emitWithAck(event, ...values);
    },
  };
}
