import { Board } from "./board.ts";
import { showChat } from "./chat.ts";
import { element } from "./element.ts";
import { keepIdentity, readIdentity } from "./identity.ts";
import { openLink } from "./link.ts";
import { showLink } from "./link-panel.ts";
import { sendStrokes } from "./outgoing-strokes.ts";
import { showPointers } from "./pointers.ts";
import { showPresence } from "./presence.ts";
import { followTheme } from "./theme.ts";
import { pickPen } from "./tools.ts";
import { Unkept } from "./unkept.ts";

const identity = readIdentity();
const link = openLink(identity);
const board = new Board();
const { pen, suggest } = pickPen();
const waiting = element("waiting", HTMLElement);
const unkept = new Unkept(link, (count) => {
  waiting.textContent = String(count);
});

followTheme(() => board.repaint());
showLink(link);
showPresence(link, identity);
showPointers(link);
showChat(link, unkept, identity);
sendStrokes(link, board, unkept, pen);

link.on("welcome", ({ you, strokes }) => {
  identity.ink = you.ink;
  keepIdentity(identity);
  suggest(you.ink);
  board.show(strokes);
});
link.on("drawing", (piece) => board.grow(piece));
link.on("drawn", (stroke) => board.keep(stroke));
link.on("cleared", () => board.clear());

element("clear", HTMLButtonElement).addEventListener("click", () => link.emit("clear"));
