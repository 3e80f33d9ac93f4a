import { element } from "./element.ts";

/** Follows the system's theme until the button chooses another, and calls `changed` after each change. */
export function followTheme(changed: () => void): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = localStorage.getItem("theme");
  const show = (theme: string): void => {
    document.documentElement.dataset["theme"] = theme;
    changed();
  };
  show(chosen ?? (dark.matches ? "dark" : "light"));
  dark.addEventListener("change", () => {
    if (!localStorage.getItem("theme")) show(dark.matches ? "dark" : "light");
  });
  element("theme", HTMLButtonElement).addEventListener("click", () => {
    const next = document.documentElement.dataset["theme"] === "dark" ? "light" : "dark";
    localStorage.setItem("theme", next);
    show(next);
  });
}
