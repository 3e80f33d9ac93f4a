import type { Adapter, BroadcastFlags, Room, SocketId } from "./adapters/adapter.ts";
import { BroadcastOperator } from "./broadcast-operator.ts";
import { CatchAllEmitter } from "./catch-all.ts";
import type { DecorateAcknowledgementsWithMultipleResponses, EventsMap } from "./typed-events.ts";

type Broadcast<EmitEvents extends EventsMap, SocketData> = BroadcastOperator<
  DecorateAcknowledgementsWithMultipleResponses<EmitEvents>,
  SocketData
>;

/** What a socket can say of the next event: whom it is for besides itself, and how it travels. */
export abstract class AddressingEmitter<
  ListenEvents extends EventsMap,
  EmitEvents extends EventsMap,
  Reserved extends EventsMap,
  SocketData,
> extends CatchAllEmitter<ListenEvents, Reserved> {
  abstract readonly id: SocketId;
  #flags: BroadcastFlags | undefined;

  /** Targets the members of rooms, this socket excepted. */
  to(room: Room | readonly Room[]): Broadcast<EmitEvents, SocketData> {
    return this.broadcast.to(room);
  }

  /** Same as `to`. */
  in(room: Room | readonly Room[]): Broadcast<EmitEvents, SocketData> {
    return this.broadcast.to(room);
  }

  /** Targets everybody but the members of rooms, this socket excepted too. */
  except(room: Room | readonly Room[]): Broadcast<EmitEvents, SocketData> {
    return this.broadcast.except(room);
  }

  /** Targets everybody but this socket. */
  get broadcast(): Broadcast<EmitEvents, SocketData> {
    const flags = this._takeFlags();
    return new BroadcastOperator(this._adapter, new Set(), new Set([this.id]), flags);
  }

  /** Targets everybody of this node but this socket. */
  get local(): Broadcast<EmitEvents, SocketData> {
    return this.broadcast.local;
  }

  /** Allows or forbids compression for the next event. */
  compress(compress: boolean): this {
    this._addFlags({ compress });
    return this;
  }

  /** Lets the next event be dropped when the connection cannot take it now. */
  get volatile(): this {
    this._addFlags({ volatile: true });
    return this;
  }

  /** @internal */
  protected abstract get _adapter(): Adapter;

  /** Says more of the next event. @internal */
  protected _addFlags(flags: BroadcastFlags): void {
    this.#flags = { ...this.#flags, ...flags };
  }

  /** What was said of the event that is sent now. @internal */
  protected _takeFlags(): BroadcastFlags | undefined {
    const flags = this.#flags;
    this.#flags = undefined;
    return flags;
  }
}
