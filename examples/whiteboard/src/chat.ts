import { element } from "./element.ts";
import type { ChatLine } from "./events.ts";
import { type Identity, randomId } from "./identity.ts";
import { inkVariable } from "./inks.ts";
import type { Link } from "./link.ts";
import type { Unkept } from "./unkept.ts";

/** Shows the chat and sends what is typed. A line shows at once, paler until the server has it. */
export function showChat(link: Link, unkept: Unkept, you: Identity): void {
  const list = element("lines", HTMLOListElement);
  const input = element("text", HTMLInputElement);
  const shown = new Map<string, HTMLElement>();

  const show = (line: ChatLine, sending: boolean): void => {
    const item = shown.get(line.id) ?? newLine(line);
    item.classList.toggle("sending", sending);
    if (shown.has(line.id)) return;
    shown.set(line.id, item);
    list.append(item);
    list.scrollTop = list.scrollHeight;
  };
  link.on("welcome", ({ chat }) => chat.forEach((line) => show(line, false)));
  link.on("chat", (line) => show(line, false));
  element("chat", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text === "") return;
    input.value = "";
    const line = { id: randomId(), text, name: you.name, ink: you.ink ?? 0 };
    show(line, true);
    unkept.send(
      (kept) => link.emit("chat", { id: line.id, text }, kept),
      () => show(line, false),
    );
  });
}

function newLine({ name, ink, text }: ChatLine): HTMLElement {
  const item = document.createElement("li");
  item.style.setProperty("--colour", `var(${inkVariable(ink)})`);
  const author = document.createElement("strong");
  author.textContent = name;
  const words = document.createElement("span");
  words.textContent = text;
  item.append(author, words);
  return item;
}
