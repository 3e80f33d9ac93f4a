import { eio4, type EngineCodec, type EnginePacket } from "@upwire/protocol";
import type { TransportEvents, TransportFactory } from "../transport.ts";
import { badDataError } from "./bad-data.ts";
import { readBlob } from "./read-blob.ts";

/** The same transport with binary as base64 text both ways, for links that carry no bytes. */
export function base64<Name extends string>(factory: TransportFactory<Name>): TransportFactory<Name> {
  return {
    name: factory.name,
    open(context, events) {
      const url = new URL(context.url);
      url.searchParams.set("b64", "1");
      const transport = factory.open({ ...context, url, codec: inText(context.codec ?? eio4) }, events);
      transport.send = readingBlobs(transport.send.bind(transport), events);
      return transport;
    },
  };
}

function inText(codec: EngineCodec): EngineCodec {
  return {
    ...codec,
    encodeFrame: (packet) => codec.encodeFrame(packet, true),
    encodePayload: (packets) => codec.encodePayload(packets, true),
  };
}

type Send = (packet: EnginePacket) => Promise<void> | void;

/** `send` with every Blob read before; what comes behind one waits for it. */
function readingBlobs(send: Send, events: TransportEvents): Send {
  let read: Promise<unknown> = Promise.resolve();
  return (packet) => {
    const before = read;
    const reading = readBlob(packet).then(async (whole) => {
      await before;
      return whole;
    });
    read = reading;
    return reading.then(send).catch((cause: unknown) => events.end("transport error", badDataError(cause)));
  };
}
