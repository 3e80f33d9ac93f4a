import { describe, expect, it } from "vitest";
import { askForFile, offerFile } from "../../src/shells/file-handover.ts";

describe("offerFile", () => {
  it("gives the file to whoever knows its id, once", async () => {
    const { id, taken } = offerFile(new File(["what was recorded"], "kept.rtlog"));
    const file = await askForFile(id);
    await taken;
    expect([file.name, await file.text()]).toEqual(["kept.rtlog", "what was recorded"]);
    await expect(askForFile(id, 1)).rejects.toThrow("The panel that had the recording is gone.");
  });

  it("tells two files apart", async () => {
    const [first, second] = ["first", "second"].map((text) => offerFile(new File([text], text)));
    const files = await Promise.all([askForFile(second?.id ?? ""), askForFile(first?.id ?? "")]);
    expect(files.map(({ name }) => name)).toEqual(["second", "first"]);
  });

  it("is not waited for longer than asked, on either side", async () => {
    await expect(offerFile(new File([], "unwanted"), 1).taken).rejects.toThrow("The page did not ask");
    await expect(askForFile("unknown", 1)).rejects.toThrow("is gone");
  });

  it("takes nothing that is no file", async () => {
    const channel = new BroadcastChannel("upwire.file.forged");
    channel.addEventListener("message", () => {
      for (const forged of [null, 7, "give", {}, { file: "text", name: "x" }, { file: new Blob(), name: 7 }]) {
        channel.postMessage(forged);
      }
      channel.postMessage({ file: new Blob(["real"]), name: "real" });
    });
    const file = await askForFile("forged");
    channel.close();
    expect(await file.text()).toBe("real");
  });
});
