import { readFile } from "node:fs/promises";

/** Where the tap runs without being asked: on this machine, where one develops. */
const LOCAL = [
  "http://localhost/*",
  "https://localhost/*",
  "http://*.localhost/*",
  "https://*.localhost/*",
  "http://127.0.0.1/*",
  "https://127.0.0.1/*",
];

const EVERYWHERE = {
  all_frames: true,
  match_about_blank: true,
  match_origin_as_fallback: true,
  run_at: "document_start",
};

/** No requests, no foreign code, no frames: what a page sends can at most be shown. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const ICONS = Object.fromEntries([16, 32, 48, 128].map((size) => [size, `icons/icon-${size}.png`]));

/** The browsers there are builds for. */
export const BROWSERS = /** @type {const} */ (["chromium", "firefox"]);

/** What the manifest for a browser has and the other's must not. */
const DIFFERENCES = /** @type {const} */ ({
  chromium: {
    minimum_chrome_version: "120",
    background: { service_worker: "background.js" },
  },
  firefox: {
    background: { scripts: ["background.js"] },
    browser_specific_settings: {
      gecko: {
        id: "devtools@upwire.dev",
        strict_min_version: "142.0",
        data_collection_permissions: { required: ["none"] },
      },
    },
  },
});

/**
 * The manifest for a browser.
 *
 * @param {(typeof BROWSERS)[number]} browser
 */
export async function manifest(browser) {
  const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  return {
    manifest_version: 3,
    name: "Upwire DevTools",
    version,
    description:
      "Shows every packet, upgrade and heartbeat of Upwire, Socket.IO and Engine.IO connections, live, in the developer tools.",
    icons: ICONS,
    action: { default_icon: ICONS, default_title: "Upwire DevTools", default_popup: "popup/popup.html" },
    devtools_page: "devtools/devtools.html",
    permissions: ["activeTab", "scripting"],
    optional_host_permissions: ["*://*/*"],
    content_scripts: [
      // In this order, so that the tap is there when the content script offers it a port.
      { matches: LOCAL, js: ["tap.js"], world: "MAIN", ...EVERYWHERE },
      { matches: LOCAL, js: ["content.js"], ...EVERYWHERE },
    ],
    content_security_policy: { extension_pages: POLICY },
    ...DIFFERENCES[browser],
  };
}
