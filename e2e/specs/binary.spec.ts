import { expect } from "@playwright/test";
import type { BinaryKind } from "../app/portable.ts";
import { ALL_BYTES, binary } from "../fixtures/bytes.ts";
import { CORE_REALMS } from "../fixtures/realm.ts";
import { test } from "../fixtures/test.ts";

const KINDS: readonly BinaryKind[] = ["ArrayBuffer", "Uint8Array", "Uint8Array with offset", "DataView"];
const TRANSPORTS = ["polling", "websocket"] as const;

for (const name of CORE_REALMS) {
  for (const transport of TRANSPORTS) {
    test(`${name}: binary goes out and comes back over ${transport}`, async ({ app, open }) => {
      const realm = await open(name, app);
      const link = await realm.connect(app.url, { transports: [transport] });
      const values = [
        ...KINDS.map((kind) => binary(kind, ALL_BYTES)),
        { nested: [binary("Uint8Array", Buffer.alloc(0))] },
      ];
      await link.emit("note", values);
      const atServer = [
        ...KINDS.map(() => binary("Buffer", ALL_BYTES)),
        { nested: [binary("Buffer", Buffer.alloc(0))] },
      ];
      expect(await app.journal.nth("note")).toEqual(atServer);
      await link.emit("say", ...values);
      const back = [
        ...KINDS.map(() => binary(realm.binary, ALL_BYTES)),
        { nested: [binary(realm.binary, Buffer.alloc(0))] },
      ];
      expect(await link.saw("event said")).toEqual(back);
      expect(await link.ask(["echo", values[0]])).toEqual({ value: back[0] });
      expect((await app.socket()).conn.transport.name).toBe(transport);
    });
  }
}
