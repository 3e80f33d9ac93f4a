import type { Command, CommandResult } from "../../bridge/command.ts";
import { nonce } from "../../bridge/nonce.ts";
import type { Batch } from "../../bridge/record.ts";
import type { Source, SourceStatus } from "../../bridge/source.ts";
import { TappedSource } from "../../bridge/tapped-source.ts";

/** The page that the panel itself runs in, over a port to its tap. */
export class InlineSource implements Source {
  status: SourceStatus = "connecting";
  readonly #connect: () => MessagePort | undefined;
  #tapped: TappedSource | undefined;

  /** @param connect Opens a port to the page's tap; without a tap nothing ever comes. */
  constructor(connect: () => MessagePort | undefined) {
    this.#connect = connect;
  }

  subscribe(listener: (batch: Batch) => void, onStatus?: (status: SourceStatus) => void): () => void {
    const port = this.#connect();
    if (!port) return () => {};
    const tapped = new TappedSource(nonce(), 0, (piece) => port.postMessage(piece), listener);
    this.#tapped = tapped;
    port.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (typeof data === "string") tapped.receive(data);
    });
    port.start();
    tapped.watch();
    this.status = "live";
    onStatus?.("live");
    return () => {
      tapped.end();
      port.close();
    };
  }

  async send(_document: string, command: Command): Promise<CommandResult> {
    return (
      this.#tapped?.send(command) ?? {
        ok: false,
        code: "UNKNOWN_DOCUMENT",
        message: "No tap is installed in this page.",
      }
    );
  }
}
