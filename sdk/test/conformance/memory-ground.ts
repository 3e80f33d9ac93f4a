import type { Attachment } from "@upwire/protocol";
import { UpwireError } from "../../src/errors.ts";
import { MemoryLink, type MemoryPeer } from "../../src/testing/index.ts";
import type { Ground } from "./ground.ts";

/** No network at all: a memory link whose far end echoes. */
export async function memoryGround(): Promise<Ground> {
  const link = new MemoryLink();
  const read: (string | Attachment)[] = [];
  let peer: MemoryPeer | undefined;
  void link.accept().then(async (accepted) => {
    peer = accepted;
    peer.open();
    peer.handshake();
    for (;;) {
      const { type, data = "" } = await peer.receive();
      if (type !== "message") continue;
      read.push(data);
      // True because the suite sends no Blob.
      peer.message(data as string | ArrayBuffer);
    }
  });
  return {
    url: "http://memory",
    factory: link.transport,
    moved: Promise.resolve(),
    read,
    push: (data) => peer?.message(data),
    garbage: () => peer?.fail("parse error", new UpwireError("PARSE_ERROR", "garbage")),
    breakOff: () => peer?.fail("transport close", new UpwireError("CONNECTION_LOST", "cut")),
    stop: async () => {},
  };
}
