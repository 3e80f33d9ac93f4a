import { OfficialServer } from "../../fixtures/web-transport/official-server.ts";
import { sees } from "../fixtures/packets.ts";
import { test } from "../fixtures/test.ts";

test("shows the packets of official peers over WebTransport", async ({ page, panel }) => {
  await using server = await OfficialServer.start();
  await page.evaluate(
    async ([port, hash]) => {
      const serverCertificateHashes = [{ algorithm: "sha-256", value: new Uint8Array(hash) }];
      const socket = globalThis.officialIo(`https://127.0.0.1:${port}`, {
        transports: ["webtransport"],
        transportOptions: { webtransport: { serverCertificateHashes } },
      });
      await socket.emitWithAck("echo", new Uint8Array([1, 2, 255]));
    },
    [server.port, server.certificateHash] as const,
  );
  await sees(
    panel,
    { Direction: "received", Transport: "wt", "Packet type": "0open" },
    { Direction: "sent", Transport: "wt", Event: "echo", "Packet type": /binary/ },
    { Direction: "received", Transport: "wt", "Packet type": /ack/ },
  );
});
