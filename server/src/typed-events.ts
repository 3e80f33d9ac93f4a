// The types behind typed events: what `Server<ListenEvents, EmitEvents, ServerSideEvents, SocketData>` checks.

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

/** Any function that can be subscribed to an event. */
export type Listener = (...args: Untyped[]) => unknown;

/** The names of a description. */
export type EventNames<Map extends EventsMap> = keyof Map & (string | symbol);

/** The arguments of one event of a description. */
export type EventParams<Map extends EventsMap, Name extends EventNames<Map>> = Parameters<Map[Name]>;

/** The names that can be subscribed: those reserved for what happens locally, and those of the description. */
export type ListenableNames<Reserved extends EventsMap, Map extends EventsMap> = EventNames<Reserved> | EventNames<Map>;

/** The listener of a reserved event, or of one in the description. */
export type EventListener<Reserved extends EventsMap, Map extends EventsMap, Name> =
  Name extends EventNames<Reserved>
    ? Reserved[Name]
    : Name extends EventNames<Map>
      ? Map[Name]
      : (...args: Untyped[]) => void | Promise<void>;

type IsUntyped<Type> = 0 extends 1 & Type ? true : false;

/** The last type of a tuple, or the element type of an array. */
export type Last<List extends readonly unknown[]> = List extends readonly [...infer _, infer Item]
  ? Item
  : List extends readonly (infer Item)[]
    ? Item
    : never;

/** A tuple without its last element. */
export type AllButLast<List extends readonly unknown[]> = List extends readonly [...infer Head, infer _]
  ? Head
  : Untyped[];

type EndsWithAck<Signature> =
  IsUntyped<Signature> extends true
    ? true
    : Signature extends (...args: infer Args) => unknown
      ? Args extends []
        ? false
        : IsUntyped<Last<Args>> extends true
          ? true
          : Last<Args> extends (...args: Untyped[]) => unknown
            ? true
            : false
      : false;

/** The names of events that expect an acknowledgement. */
export type EventNamesWithAck<Map extends EventsMap> = {
  [Name in EventNames<Map>]: EndsWithAck<Map[Name]> extends true ? Name : never;
}[EventNames<Map>];

/** The names of events that expect no acknowledgement; all of them where nothing is described. */
export type EventNamesWithoutAck<Map extends EventsMap> = {
  [Name in EventNames<Map>]: IsUntyped<Map[Name]> extends true
    ? Name
    : IsUntyped<Last<Parameters<Map[Name]>>> extends true
      ? Name
      : EndsWithAck<Map[Name]> extends true
        ? never
        : Name;
}[EventNames<Map>];

/** The value with which an acknowledgement answers: its first argument that is no error. */
export type FirstNonErrorArg<Ack> = Ack extends (...args: infer Args) => unknown
  ? Args[0] extends Error
    ? Args[1]
    : Args[0]
  : Untyped;

type WithErrorFirst<Args extends readonly unknown[]> = {
  [At in keyof Args]: Args[At] extends (...args: infer AckArgs) => infer Result
    ? AckArgs[0] extends Error
      ? Args[At]
      : (error: Error, ...args: AckArgs) => Result
    : Args[At];
};

type Many<Args extends readonly unknown[]> = { [At in keyof Args]: Args[At][] };

type WithManyResponses<Args extends readonly unknown[]> = {
  [At in keyof Args]: Args[At] extends (...args: infer AckArgs) => infer Result
    ? AckArgs extends [Error]
      ? (error: Error) => Result
      : AckArgs extends [Error, ...infer Rest]
        ? (error: Error, ...args: Many<Rest>) => Result
        : (...args: Many<AckArgs>) => Result
    : Args[At];
};

/** A description whose acknowledgement callbacks take an error first, which is what `timeout()` makes of them. */
export type DecorateAcknowledgements<Map> = {
  [Name in keyof Map]: Map[Name] extends (...args: infer Args) => infer Result
    ? (...args: WithErrorFirst<Args>) => Result
    : Map[Name];
};

/** A description whose acknowledgement callbacks take the answers of many receivers. */
export type DecorateAcknowledgementsWithMultipleResponses<Map> = {
  [Name in keyof Map]: Map[Name] extends (...args: infer Args) => infer Result
    ? (...args: WithManyResponses<Args>) => Result
    : Map[Name];
};

/** A description whose acknowledgement callbacks take an error and the answers of many receivers. */
export type DecorateAcknowledgementsWithTimeoutAndMultipleResponses<Map> = {
  [Name in keyof Map]: Map[Name] extends (...args: infer Args) => infer Result
    ? (...args: WithManyResponses<WithErrorFirst<Args>>) => Result
    : Map[Name];
};
