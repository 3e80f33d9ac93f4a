import { element } from "./element.ts";
import { BOARD_HEIGHT, BOARD_WIDTH, type Visitor } from "./events.ts";
import { inkVariable } from "./inks.ts";
import type { Link } from "./link.ts";

/** Shows where the others point, with their names; a pointer fades when it rests. */
export function showPointers(link: Link): void {
  const layer = element("pointers", HTMLElement);
  const pointers = new Map<string, HTMLElement>();
  let visitors: readonly Visitor[] = [];

  link.on("visitors", (present) => {
    visitors = present;
    for (const [id, pointer] of pointers) {
      const visitor = present.find((other) => other.id === id);
      if (visitor) label(pointer, visitor);
      else {
        pointer.remove();
        pointers.delete(id);
      }
    }
  });
  link.on("cursor", (id, x, y) => {
    const visitor = visitors.find((other) => other.id === id);
    if (!visitor) return;
    const pointer = pointers.get(id) ?? newPointer(layer, visitor);
    pointers.set(id, pointer);
    pointer.style.left = `${(x / BOARD_WIDTH) * 100}%`;
    pointer.style.top = `${(y / BOARD_HEIGHT) * 100}%`;
    restart(pointer);
  });
}

function newPointer(layer: HTMLElement, visitor: Visitor): HTMLElement {
  const pointer = document.createElement("div");
  pointer.className = "pointer";
  const name = document.createElement("span");
  pointer.append(name);
  label(pointer, visitor);
  layer.append(pointer);
  return pointer;
}

function label(pointer: HTMLElement, { name, ink }: Visitor): void {
  pointer.style.setProperty("--colour", `var(${inkVariable(ink)})`);
  const text = pointer.querySelector("span");
  if (text) text.textContent = name;
}

/** Plays the fading from its start. */
function restart(pointer: HTMLElement): void {
  for (const animation of pointer.getAnimations()) {
    if (animation instanceof CSSAnimation) animation.currentTime = 0;
  }
}
