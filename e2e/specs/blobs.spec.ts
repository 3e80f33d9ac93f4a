import { expect } from "@playwright/test";
import { ALL_BYTES, binary } from "../fixtures/bytes.ts";
import { test } from "../fixtures/test.ts";

for (const transport of ["polling", "websocket"] as const) {
  for (const kind of ["Blob", "File"] as const) {
    test(`a ${kind} goes out over ${transport}, in order with what comes after it`, async ({ app, open }) => {
      const link = await (await open("window", app)).connect(app.url, { transports: [transport] });
      await link.emit("note", { parts: [binary(kind, ALL_BYTES), binary("Uint8Array", Buffer.from("next"))] });
      await link.emit("note", "after");
      await app.journal.nth("note", 2);
      expect(app.journal.all("note")).toEqual([
        { parts: [binary("Buffer", ALL_BYTES), binary("Buffer", Buffer.from("next"))] },
        "after",
      ]);
      expect(await link.ask(["echo", binary(kind, ALL_BYTES)])).toEqual({ value: binary("ArrayBuffer", ALL_BYTES) });
    });
  }
}
