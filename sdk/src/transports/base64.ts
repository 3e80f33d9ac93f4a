import { eio4 } from "@upwire/protocol";
import type { TransportFactory } from "../transport.ts";
import { readBlobs } from "./read-blobs.ts";

/** The same transport with binary as base64 text both ways, for links that carry no bytes. */
export function base64<Name extends string>(factory: TransportFactory<Name>): TransportFactory<Name> {
  return {
    name: factory.name,
    open(context) {
      const { codec = eio4 } = context;
      const url = new URL(context.url);
      url.searchParams.set("b64", "1");
      const transport = factory.open({
        ...context,
        url,
        codec: {
          ...codec,
          encodeFrame: (packet) => codec.encodeFrame(packet, true),
          encodePayload: (packets) => codec.encodePayload(packets, true),
        },
      });
      const send = transport.send.bind(transport);
      transport.send = async (packets) => send(await readBlobs(packets));
      return transport;
    },
  };
}
