import { isReserved, SocketPacketType } from "@upwire/protocol";
import type {
  Adapter,
  AdapterPacket,
  BroadcastFlags,
  BroadcastOptions,
  Room,
  SocketDetails,
  SocketId,
} from "./adapters/adapter.ts";
import { BroadcastAck } from "./broadcast-ack.ts";
import type { AnyNamespace } from "./namespace.ts";
import { RemoteSocket } from "./remote-socket.ts";
import { withRooms } from "./room-set.ts";
import type {
  AllButLast,
  DecorateAcknowledgements,
  EventNames,
  EventNamesWithAck,
  EventParams,
  EventsMap,
  FirstNonErrorArg,
  Last,
  Listener,
  Untyped,
} from "./typed-events.ts";

/** Whom the next broadcast reaches, and how. Every method that narrows answers a new operator. */
export class BroadcastOperator<EmitEvents extends EventsMap, SocketData> {
  readonly #adapter: Adapter;
  readonly #rooms: Set<Room>;
  readonly #except: Set<Room>;
  readonly #flags: BroadcastFlags;

  /** Everybody in any of `rooms` (everybody if empty) but the members of any of `except`. */
  constructor(
    adapter: Adapter,
    rooms: Set<Room> = new Set(),
    except: Set<Room> = new Set(),
    flags: BroadcastFlags = {},
  ) {
    this.#adapter = adapter;
    this.#rooms = rooms;
    this.#except = except;
    this.#flags = flags;
  }

  /** Targets the members of rooms, in addition to those already targeted. */
  to(rooms: Room | readonly Room[]): BroadcastOperator<EmitEvents, SocketData> {
    return new BroadcastOperator(this.#adapter, withRooms(this.#rooms, rooms), this.#except, this.#flags);
  }

  /** Same as `to`. */
  in(rooms: Room | readonly Room[]): BroadcastOperator<EmitEvents, SocketData> {
    return this.to(rooms);
  }

  /** Leaves out the members of rooms. */
  except(rooms: Room | readonly Room[]): BroadcastOperator<EmitEvents, SocketData> {
    return new BroadcastOperator(this.#adapter, this.#rooms, withRooms(this.#except, rooms), this.#flags);
  }

  /** Allows or forbids compression. */
  compress(compress: boolean): BroadcastOperator<EmitEvents, SocketData> {
    return this.#with({ compress });
  }

  /** Lets the event be dropped for receivers that cannot take it now. */
  get volatile(): BroadcastOperator<EmitEvents, SocketData> {
    return this.#with({ volatile: true });
  }

  /** Stays on this node. */
  get local(): BroadcastOperator<EmitEvents, SocketData> {
    return this.#with({ local: true });
  }

  /** Gives the acknowledgements a time limit, in milliseconds. */
  timeout(timeout: number): BroadcastOperator<DecorateAcknowledgements<EmitEvents>, SocketData> {
    return new BroadcastOperator(this.#adapter, this.#rooms, this.#except, { ...this.#flags, timeout });
  }

  /**
   * Sends an event. A function as last argument is called with an error (of which `responses` holds what came) or null,
   * and the acknowledgements of all receivers.
   */
  emit<Name extends EventNames<EmitEvents>>(name: Name, ...args: EventParams<EmitEvents, Name>): boolean;
  emit(...data: unknown[]): boolean {
    const [name] = data;
    if (isReserved(name)) throw new Error(`"${String(name)}" is a reserved event name`);
    const packet = { type: SocketPacketType.EVENT, data };
    const options = { rooms: this.#rooms, except: this.#except, flags: this.#flags };
    const callback = data.at(-1);
    if (typeof callback !== "function") {
      this.#adapter.broadcast(packet, options);
      return true;
    }
    data.pop();
    const single = this.#flags.expectSingleResponse === true;
    this.#broadcastWithAck(packet, options, (error, responses) => {
      const answer = single ? (error === null ? responses[0] : null) : responses;
      // True because an adapter serves one of our namespaces, which guards the user's callback as it guards handlers.
      (this.#adapter.nsp as AnyNamespace)._call(callback as Listener, ["ack", error, answer], "ack");
    });
    return true;
  }

  /** Sends an event and resolves with the acknowledgements of all receivers; rejects with an error that has `responses`. */
  emitWithAck<Name extends EventNamesWithAck<EmitEvents>>(
    name: Name,
    ...args: AllButLast<EventParams<EmitEvents, Name>>
  ): Promise<FirstNonErrorArg<Last<EventParams<EmitEvents, Name>>>>;
  emitWithAck(name: string, ...args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const callback = (error: Error | null, responses: unknown): void =>
        error === null ? resolve(responses) : reject(error);
      // True because the checked door above took the same name and arguments.
      (this as BroadcastOperator<Untyped, Untyped>).emit(name, ...args, callback);
    });
  }

  /** The ids of the targeted sockets. Superseded by `fetchSockets`. */
  allSockets(): Promise<Set<SocketId>> {
    return this.#adapter.sockets(this.#rooms);
  }

  /** The targeted sockets of all nodes; those of this node are the sockets themselves. */
  async fetchSockets(): Promise<RemoteSocket<EmitEvents, SocketData>[]> {
    const found = await this.#adapter.fetchSockets({ rooms: this.#rooms, except: this.#except, flags: this.#flags });
    return found.map((details) => this.#reach(details));
  }

  /** Makes the targeted sockets join rooms. */
  socketsJoin(rooms: Room | readonly Room[]): void {
    this.#adapter.addSockets({ rooms: this.#rooms, except: this.#except, flags: this.#flags }, [
      ...withRooms(new Set(), rooms),
    ]);
  }

  /** Makes the targeted sockets leave rooms. */
  socketsLeave(rooms: Room | readonly Room[]): void {
    this.#adapter.delSockets({ rooms: this.#rooms, except: this.#except, flags: this.#flags }, [
      ...withRooms(new Set(), rooms),
    ]);
  }

  /** Disconnects the targeted sockets, with `close` their whole connections. */
  disconnectSockets(close = false): void {
    this.#adapter.disconnectSockets({ rooms: this.#rooms, except: this.#except, flags: this.#flags }, close);
  }

  #broadcastWithAck(
    packet: AdapterPacket,
    options: BroadcastOptions,
    done: (error: Error | null, responses: unknown[]) => void,
  ): void {
    const acks = new BroadcastAck(options.flags?.timeout, done);
    this.#adapter.broadcastWithAck(packet, options, acks.clientCount, acks.answer);
    this.#adapter.serverCount().then(
      (count) => acks.serverCount(count),
      (error: unknown) => acks.fail(`the adapter cannot tell how many nodes there are: ${String(error)}`),
    );
  }

  #with(flags: BroadcastFlags): BroadcastOperator<EmitEvents, SocketData> {
    return new BroadcastOperator(this.#adapter, this.#rooms, this.#except, { ...this.#flags, ...flags });
  }

  #reach(details: SocketDetails): RemoteSocket<EmitEvents, SocketData> {
    // True because a socket of this node has every member that a remote one has.
    if ("conn" in details) return details as unknown as RemoteSocket<EmitEvents, SocketData>;
    const operator = new BroadcastOperator<EmitEvents, SocketData>(this.#adapter, new Set([details.id]), new Set(), {
      expectSingleResponse: true,
    });
    return new RemoteSocket(operator, details);
  }
}
