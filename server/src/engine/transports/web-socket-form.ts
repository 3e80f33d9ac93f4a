import type { Duplex } from "node:stream";
import { eio4, type EngineCodec } from "@upwire/protocol";
import { eio3 } from "@upwire/protocol/eio3";
import type { FlushList } from "../flush-list.ts";
import type { FrameForm } from "../outbound-message.ts";

/** What WebSockets of one kind share, so that none of them carries it. */
export interface WebSocketForm extends FrameForm {
  readonly codec: EngineCodec;
  readonly flushes: FlushList;
  readonly maxPingsPerSecond: number;
  /** Whether permessage-deflate was agreed on, so that `ws` has to write. */
  readonly deflates: boolean;
  /** The connections on whose drain somebody waits; few, so that no connection carries a field for it. */
  readonly draining: WeakSet<Duplex>;
}

/** The codec of a generation. */
export function codecOf(protocol: 3 | 4): EngineCodec {
  return protocol === 4 ? eio4 : eio3;
}

/** The kinds of WebSocket that an engine meets: two generations, with binary and without, compressed and not. */
export class WebSocketForms {
  readonly #forms: readonly WebSocketForm[];

  constructor(flushes: FlushList, maxPingsPerSecond: number) {
    const forms: WebSocketForm[] = [];
    const common = { flushes, maxPingsPerSecond, draining: new WeakSet<Duplex>() };
    for (const protocol of [4, 3] as const) {
      for (const base64 of [false, true]) {
        for (const deflates of [false, true])
          forms.push({ ...common, protocol, base64, deflates, codec: codecOf(protocol) });
      }
    }
    this.#forms = forms;
  }

  /** The one object that all WebSockets of a kind share. */
  of({ protocol, base64 }: FrameForm, deflates: boolean): WebSocketForm {
    const form = this.#forms.find(
      (one) => one.protocol === protocol && one.base64 === base64 && one.deflates === deflates,
    );
    if (form === undefined) throw new Error(`no WebSocket speaks Engine.IO ${protocol}`);
    return form;
  }
}
