// The types behind typed events: what `Socket<ListenEvents, EmitEvents>` checks.

/**
 * What an event nobody has described carries: as untyped as `JSON.parse`, from which it comes, so that
 * `socket.on("message", (text) => …)` compiles without a description.
 */
export type Untyped = ReturnType<JSON["parse"]>;

/** A description of events: name to signature, with an optional acknowledgement callback as last parameter. */
export interface EventsMap {
  [event: string]: Untyped;
}

/** The description used when none is given: every name, any arguments. */
export interface DefaultEventsMap {
  [event: string]: (...args: Untyped[]) => void;
}

/** The names of a description. */
export type EventNames<Map extends EventsMap> = keyof Map & (string | symbol);

/** The arguments of one event of a description. */
export type EventArguments<Map extends EventsMap, Name extends EventNames<Map>> = Parameters<Map[Name]>;

/** The listener of a reserved event, or of one in the description. */
export type EventListener<Reserved extends EventsMap, Map extends EventsMap, Name> = Name extends keyof Reserved
  ? Reserved[Name]
  : Name extends keyof Map
    ? Map[Name]
    : (...args: Untyped[]) => void;

type Head<List extends unknown[]> = List extends [...infer First, infer _Last] ? First : List;

type Tail<List extends unknown[]> = List extends [...infer _First, infer Last] ? Last : unknown;

/** The arguments of an event without its acknowledgement callback. */
export type ArgumentsWithoutAck<Map extends EventsMap, Name extends EventNames<Map>> = Head<EventArguments<Map, Name>>;

type FirstValue<List extends unknown[]> = List[0] extends Error ? List[1] : List[0];

/** The value with which the other side acknowledges an event; the error that `timeout()` puts before it is none. */
export type AckValue<Map extends EventsMap, Name extends EventNames<Map>> =
  Tail<EventArguments<Map, Name>> extends (...values: infer Values) => unknown ? FirstValue<Values> : Untyped;

type WithErrorFirst<List extends unknown[]> = List extends [...infer First, infer Last]
  ? Last extends (...args: infer Args) => infer Result
    ? [...First, (error: Error, ...args: Args) => Result]
    : List
  : List;

/** A description whose acknowledgement callbacks take an error first, which is what `timeout()` makes of them. */
export type DecorateAcknowledgements<Map> = {
  [Name in keyof Map]: Map[Name] extends (...args: infer Args) => infer Result
    ? (...args: WithErrorFirst<Args>) => Result
    : Map[Name];
};
