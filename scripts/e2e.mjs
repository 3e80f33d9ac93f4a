import { run } from "./run.mjs";

// What comes after `npm run e2e --` goes to Playwright as it is.
process.exitCode = await run("playwright", ["test", "--config=e2e/playwright.config.ts", ...process.argv.slice(2)]);
