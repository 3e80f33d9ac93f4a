import plotStyles from "uplot/dist/uPlot.min.css?inline";
import detailStyles from "../css/detail.css?inline";
import frameStyles from "../css/frame.css?inline";
import listStyles from "../css/list.css?inline";
import themeStyles from "../css/theme.css?inline";
import viewStyles from "../css/views.css?inline";

const SHEETS = [plotStyles, themeStyles, frameStyles, listStyles, detailStyles, viewStyles];

/**
 * Puts the panel's styles where the element is: as constructed sheets, which the strictest policy of a page allows, and
 * which stay inside a shadow root. Returns how to take them away.
 */
export function adoptStyles(element: Element): () => void {
  const root = element.getRootNode();
  const place = root instanceof ShadowRoot ? root : document;
  const sheets = SHEETS.map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  place.adoptedStyleSheets = [...place.adoptedStyleSheets, ...sheets];
  return () => {
    place.adoptedStyleSheets = place.adoptedStyleSheets.filter((sheet) => !sheets.includes(sheet));
  };
}
