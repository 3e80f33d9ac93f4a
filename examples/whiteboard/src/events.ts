/** The board's own units: every window shows the whole board, however large it is. */
export const BOARD_WIDTH = 1600;
export const BOARD_HEIGHT = 1000;

/** Number of an ink, taken modulo how many there are; each theme has its own colour for it. */
export type Ink = number;

/** A line somebody drew: `points` holds x and y in turn. */
export interface Stroke {
  readonly id: string;
  readonly ink: Ink;
  readonly width: number;
  readonly points: number[];
}

/** Somebody at the board. */
export interface Visitor {
  readonly id: string;
  readonly name: string;
  readonly ink: Ink;
}

/** One line of the chat. */
export interface ChatLine {
  readonly id: string;
  readonly name: string;
  readonly ink: Ink;
  readonly text: string;
}

/** What a visitor gets on arrival, and again after every reconnection. */
export interface Welcome {
  readonly you: Visitor;
  readonly visitors: readonly Visitor[];
  readonly strokes: readonly Stroke[];
  readonly chat: readonly ChatLine[];
}

/** What the server tells the page. */
export interface ServerToClient {
  welcome: (welcome: Welcome) => void;
  visitors: (visitors: readonly Visitor[]) => void;
  /** A stroke begins or grows: `points` are those since the last time. */
  drawing: (stroke: Stroke) => void;
  drawn: (stroke: Stroke) => void;
  cursor: (visitorId: string, x: number, y: number) => void;
  chat: (line: ChatLine) => void;
  cleared: () => void;
}

/** What the page tells the server. */
export interface ClientToServer {
  drawing: (stroke: Stroke) => void;
  /** The whole stroke once more when it is finished, so that a cut link leaves no gaps; acknowledged when it is kept. */
  drawn: (stroke: Stroke, kept: () => void) => void;
  cursor: (x: number, y: number) => void;
  chat: (line: Pick<ChatLine, "id" | "text">, kept: () => void) => void;
  rename: (name: string) => void;
  clear: () => void;
  echo: (reply: () => void) => void;
  /** Asks the server to close this link and to refuse new ones for a while. */
  cut: () => void;
}
