/** An element of the page that the panel fills instead of a dock of its own at the page's lower edge. */
const PLACE = "upwire-devtools";

const DOCK_STYLE = `
  :host { all: initial; display: block; }
  :host(.docked) {
    position: fixed; inset: auto 0 0 0; z-index: 2147483000; height: 45vh; min-height: 200px;
    resize: vertical; overflow: hidden; border-top: 1px solid #868f9d;
  }
  .place { width: 100%; height: 100%; }
`;

/**
 * Where the panel goes: into the page's `<upwire-devtools>` element, or else into one at the page's lower edge. It lives in a
 * shadow root, so that the styles of page and panel do not meet.
 */
export function dock(page: Document): HTMLElement {
  const own = page.querySelector<HTMLElement>(PLACE);
  const host = own ?? page.body.appendChild(page.createElement(PLACE));
  if (!own) host.classList.add("docked");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(DOCK_STYLE);
  root.adoptedStyleSheets = [sheet];
  const place = page.createElement("div");
  place.className = "place";
  root.append(place);
  return place;
}
