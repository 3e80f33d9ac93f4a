import type { Room, SocketDetails, SocketId } from "./adapters/adapter.ts";
import type { BroadcastOperator } from "./broadcast-operator.ts";
import type { Handshake } from "./handshake.ts";
import type { DecorateAcknowledgements, EventNames, EventParams, EventsMap } from "./typed-events.ts";

/** A socket on another node as `fetchSockets` finds it: a copy of what is known of it, and a way to reach it. */
export class RemoteSocket<EmitEvents extends EventsMap, SocketData> {
  readonly id: SocketId;
  readonly handshake: Handshake;
  /** The rooms it was in when it was found. */
  readonly rooms: Set<Room>;
  /** A copy: changing it changes nothing on the other node. */
  readonly data: SocketData;
  readonly #operator: BroadcastOperator<EmitEvents, SocketData>;

  /** `operator` targets this one socket. */
  constructor(operator: BroadcastOperator<EmitEvents, SocketData>, details: SocketDetails) {
    this.#operator = operator;
    this.id = details.id;
    this.handshake = details.handshake;
    this.rooms = new Set(details.rooms);
    this.data = details.data;
  }

  /** Gives the acknowledgement of the next event a time limit, in milliseconds. */
  timeout(timeout: number): BroadcastOperator<DecorateAcknowledgements<EmitEvents>, SocketData> {
    return this.#operator.timeout(timeout);
  }

  /** Sends an event to it. */
  emit<Name extends EventNames<EmitEvents>>(name: Name, ...args: EventParams<EmitEvents, Name>): boolean {
    return this.#operator.emit(name, ...args);
  }

  /** Makes it join rooms. */
  join(rooms: Room | readonly Room[]): void {
    this.#operator.socketsJoin(rooms);
  }

  /** Makes it leave a room. */
  leave(room: Room): void {
    this.#operator.socketsLeave(room);
  }

  /** Disconnects it, with `close` its whole connection. */
  disconnect(close = false): this {
    this.#operator.disconnectSockets(close);
    return this;
  }
}
