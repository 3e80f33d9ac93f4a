/** What an engine counts over its life, for metrics. */
export interface Counters {
  /** Requests that were not let in. */
  refused: number;
  /** Polling bodies that were not taken, though their session goes on. */
  refusedBodies: number;
  /** Sessions that ended because their peer broke the protocol or their connection failed. */
  brokenSessions: number;
  /** Sessions that were closed because their peer did not read. */
  slowConsumers: number;
  /** Volatile messages that were dropped. */
  volatileDropped: number;
  /** Upgrades that came to nothing. */
  upgradesFailed: number;
  /** Pongs that nobody had asked for. */
  unsolicitedPongs: number;
  /** CONNECT packets of Socket.IO that were refused. */
  refusedConnects: number;
  /** Acknowledgements that nobody waited for: late, doubled or made up. */
  unknownAcks: number;
  /** Handlers of the application that threw or rejected. */
  handlerErrors: number;
}

/** All counters at zero. */
export function counters(): Counters {
  return {
    refused: 0,
    refusedBodies: 0,
    brokenSessions: 0,
    slowConsumers: 0,
    volatileDropped: 0,
    upgradesFailed: 0,
    unsolicitedPongs: 0,
    refusedConnects: 0,
    unknownAcks: 0,
    handlerErrors: 0,
  };
}
