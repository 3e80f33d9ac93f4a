import { element } from "./element.ts";
import type { Visitor } from "./events.ts";
import { type Identity, keepIdentity } from "./identity.ts";
import { inkVariable } from "./inks.ts";
import type { Link } from "./link.ts";

/** More than these are told as a number. */
const MAX_SHOWN = 6;

/** Shows who is at the board, and lets this window's visitor change their name. */
export function showPresence(link: Link, identity: Identity): void {
  const list = element("presence", HTMLUListElement);
  const input = element("name", HTMLInputElement);
  input.value = identity.name;
  input.addEventListener("change", () => {
    identity.name = input.value.trim() || identity.name;
    input.value = identity.name;
    keepIdentity(identity);
    if (link.connected) link.emit("rename", identity.name);
  });
  link.on("visitors", (visitors) => {
    list.replaceChildren(...visitors.slice(0, MAX_SHOWN).map((visitor) => face(visitor, visitor.id === link.id)));
    if (visitors.length > MAX_SHOWN) list.append(rest(visitors.length - MAX_SHOWN));
    list.dataset["count"] = String(visitors.length);
  });
  link.on("disconnect", () => {
    for (const item of list.children) item.classList.add("unsure");
  });
}

function face({ name, ink }: Visitor, isYou: boolean): HTMLElement {
  const item = document.createElement("li");
  item.className = "face";
  item.style.setProperty("--colour", `var(${inkVariable(ink)})`);
  item.title = isYou ? `${name} (you)` : name;
  item.setAttribute("aria-label", item.title);
  item.textContent = initials(name);
  return item;
}

function rest(count: number): HTMLElement {
  const item = document.createElement("li");
  item.className = "face rest";
  item.textContent = `+${count}`;
  return item;
}

function initials(name: string): string {
  const words = name.split(/\s+/, 2);
  return words
    .map((word) => Array.from(word)[0] ?? "")
    .join("")
    .toUpperCase();
}
