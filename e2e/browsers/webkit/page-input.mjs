/**
 * What Playwright's stock-WebKit backend has put into each frame to make events of; its own methods make mouse events and key events
 * and leave out what a browser does besides.
 *
 * @typedef {object} Input
 * @property {(x: number, y: number) => Element | null} _deepElementFromPoint
 * @property {() => Element | null} _deepActiveElement
 * @property {(task: () => void) => Promise<void>} _postTask
 * @property {(parameters: MouseParameters) => Promise<void>} mouseEvent
 * @property {(parameters: KeyParameters) => Promise<void>} keydown
 * @property {(parameters: KeyParameters) => Promise<void>} keyup
 *
 * @typedef {MouseEventInit & { type: string, x: number, y: number, clickCount: number }} MouseParameters
 * @typedef {KeyboardEventInit & { key: string, text?: string | undefined }} KeyParameters
 */

/** Runs in the page: adds pointer events, focus, and what keys do to fields, forms and buttons. */
function completeInput() {
  // True where the backend's own script has run before.
  const { __pwWebViewInput: input } = /** @type {{ __pwWebViewInput?: Input }} */ (/** @type {unknown} */ (globalThis));
  if (!input) return;
  const { keydown, keyup } = input;
  const POINTER_EVENTS = new Map([
    ["mousedown", "pointerdown"],
    ["mouseup", "pointerup"],
  ]);
  const FOCUSABLE = "a[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]";
  const TICKED = "button, summary, input[type=checkbox], input[type=radio], input[type=submit]";
  let silent = false;

  input.mouseEvent = async (parameters) => {
    const target = input._deepElementFromPoint(parameters.x, parameters.y) ?? document.documentElement;
    const { type, x, y, clickCount } = parameters;
    const init = { ...parameters, bubbles: true, cancelable: true, composed: true, view: window, detail: clickCount };
    const place = { clientX: x, clientY: y, screenX: x, screenY: y };
    const pointer = POINTER_EVENTS.get(type);
    if (pointer) {
      const event = new PointerEvent(pointer, {
        ...init,
        ...place,
        detail: 0,
        pointerId: 1,
        pointerType: "mouse",
        isPrimary: true,
      });
      void input._postTask(() => {
        const allowed = dispatch(target, event);
        if (pointer === "pointerdown") silent = !allowed;
      });
    }
    // In the same turn, because the next event may be under way already.
    await input._postTask(() => {
      // Who prevents the default of "pointerdown" hears of no mouse until the next one, but of the click.
      if (pointer && silent) return;
      if (dispatch(target, new MouseEvent(type, { ...init, ...place })) && type === "mousedown") focusAt(target);
    });
  };

  input.keydown = async (parameters) => {
    let allowed = true;
    const look = (/** @type {Event} */ event) => queueMicrotask(() => (allowed = !event.defaultPrevented));
    addEventListener("keydown", look, { capture: true, once: true });
    const field = input._deepActiveElement();
    const submits = parameters.key === "Enter" && field instanceof HTMLInputElement ? field.form : undefined;
    // Without its text, which WebKit answers with two submissions.
    await keydown.call(input, submits ? { ...parameters, text: undefined } : parameters);
    if (!allowed) return;
    const active = input._deepActiveElement();
    const plain = !parameters.ctrlKey && !parameters.metaKey && !parameters.altKey;
    if (parameters.key === "Tab" && plain) moveFocus(active, parameters.shiftKey ? -1 : 1);
    else if (parameters.key === "Enter" && active instanceof HTMLAnchorElement) active.click();
    else if (submits) submit(submits);
    else if (isText(active)) edit(active, parameters);
  };

  input.keyup = async (parameters) => {
    await keyup.call(input, parameters);
    const active = input._deepActiveElement();
    if (parameters.key === " " && active instanceof HTMLElement && active.matches(TICKED)) active.click();
  };

  /**
   * @param {Element} target
   * @param {Event} event
   */
  function dispatch(target, event) {
    // So Playwright takes it for the user's.
    Object.defineProperty(event, "__pwTrustedSynthetic", { value: true });
    return target.dispatchEvent(event);
  }

  /** @param {Element} target */
  function focusAt(target) {
    const label = target.closest("label");
    const focusable = label?.control ?? target.closest(FOCUSABLE);
    if (focusable instanceof HTMLElement) focusable.focus({ preventScroll: true });
    else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }

  /**
   * @param {Element | null} from
   * @param {1 | -1} step
   */
  function moveFocus(from, step) {
    const all = [...document.querySelectorAll(FOCUSABLE)].filter(
      (element) =>
        element instanceof HTMLElement &&
        element.tabIndex >= 0 &&
        element.matches(":enabled, a, summary, iframe, [tabindex], [contenteditable]") &&
        element.checkVisibility(),
    );
    const index = from ? all.indexOf(from) : -1;
    const next = all.at((index === -1 && step === 1 ? 0 : index + step) % all.length);
    if (next instanceof HTMLElement) next.focus();
  }

  /** @param {HTMLFormElement} form */
  function submit(form) {
    const button = form.querySelector("button:not([type=button], [type=reset]), input[type=submit]");
    if (button instanceof HTMLElement) button.click();
    else form.requestSubmit();
  }

  /**
   * @param {Element | null} element
   * @returns {element is HTMLInputElement | HTMLTextAreaElement}
   */
  function isText(element) {
    return (
      element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.selectionStart !== null)
    );
  }

  /**
   * @param {HTMLInputElement | HTMLTextAreaElement} field
   * @param {KeyParameters} parameters
   */
  function edit(field, { key, shiftKey, ctrlKey, metaKey }) {
    const { length } = field.value;
    const [start, end] = [field.selectionStart ?? length, field.selectionEnd ?? length];
    const collapsed = start === end;
    const select = (/** @type {number} */ place) =>
      shiftKey
        ? field.setSelectionRange(Math.min(start, place), Math.max(start, place))
        : field.setSelectionRange(place, place);
    if (key === "Home") select(0);
    else if (key === "End") select(length);
    else if (key === "ArrowLeft") select(collapsed || shiftKey ? Math.max(0, start - 1) : start);
    else if (key === "ArrowRight") select(collapsed || shiftKey ? Math.min(length, end + 1) : end);
    else if (key === "a" && (ctrlKey || metaKey)) field.select();
    else if (key === "Backspace") document.execCommand("delete");
    else if (key === "Delete") document.execCommand("forwardDelete");
  }
}

/** A script for each frame, after the backend's own. */
export const PAGE_INPUT = `(${completeInput.toString()})()`;
