import { eio4 } from "@upwire/protocol";
import type { Transport, TransportFactory } from "../transport.ts";
import { readBlobs } from "./read-blobs.ts";

/** The same transport with binary as base64 text both ways, for links that carry no bytes. */
export function base64<Name extends string>(factory: TransportFactory<Name>): TransportFactory<Name> {
  return {
    name: factory.name,
    open(context) {
      const { codec = eio4 } = context;
      const url = new URL(context.url);
      url.searchParams.set("b64", "1");
      return readingBlobs(
        factory.open({
          ...context,
          url,
          codec: {
            ...codec,
            encodeFrame: (packet) => codec.encodeFrame(packet, true),
            encodePayload: (packets) => codec.encodePayload(packets, true),
          },
        }),
      );
    },
  };
}

function readingBlobs<Name extends string>(transport: Transport<Name>): Transport<Name> {
  return {
    get name() {
      return transport.name;
    },
    get writable() {
      return transport.writable;
    },
    fits: (packets) => transport.fits?.(packets) ?? packets.length,
    send: async (packets) => transport.send(await readBlobs(packets)),
    pause: () => transport.pause(),
    resume: () => transport.resume(),
    close: () => transport.close(),
  };
}
