import { chromium, firefox, webkit } from "@playwright/test";
import { findChromium, tryChromium } from "./chromium.mjs";
import { findFirefox, tryFirefox } from "./firefox.mjs";
import { findWebkit, tryWebkit } from "./webkit.mjs";

/** The browsers that every spec runs in, and how each is found and tried. */
export const BROWSERS = [
  { title: "Chromium", type: chromium, find: findChromium, attempt: tryChromium },
  { title: "Firefox", type: firefox, find: findFirefox, attempt: tryFirefox },
  { title: "WebKit", type: webkit, find: findWebkit, attempt: tryWebkit },
];
