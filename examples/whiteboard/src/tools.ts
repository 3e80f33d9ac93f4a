import { element } from "./element.ts";
import type { Ink } from "./events.ts";
import { inkNames, inkVariable } from "./inks.ts";
import type { Pen } from "./outgoing-strokes.ts";

/** Fills the toolbar; answers what tells the chosen pen, and what chooses an ink unless the visitor has. */
export function pickPen(): { readonly pen: () => Pen; readonly suggest: (ink: Ink) => void } {
  const width = element("width", HTMLInputElement);
  const group = element("inks", HTMLFieldSetElement);
  const choices = inkNames.map((name, ink) => inkChoice(name, ink));
  let chosen = false;
  group.append(...choices.map(({ label }) => label));
  group.addEventListener("change", () => {
    chosen = true;
  });
  choices[0]?.input.toggleAttribute("checked", true);
  return {
    pen: () => ({ ink: choices.findIndex(({ input }) => input.checked), width: width.valueAsNumber }),
    suggest(ink) {
      const choice = choices[ink % choices.length];
      if (choice && !chosen) choice.input.checked = true;
    },
  };
}

function inkChoice(name: string, ink: Ink): { label: HTMLLabelElement; input: HTMLInputElement } {
  const label = document.createElement("label");
  label.title = name;
  label.style.setProperty("--colour", `var(${inkVariable(ink)})`);
  const input = document.createElement("input");
  input.type = "radio";
  input.name = "ink";
  input.setAttribute("aria-label", name);
  label.append(input);
  return { label, input };
}
