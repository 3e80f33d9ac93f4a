import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type BrowserContextOptions, expect, type Locator, type Page, test as base } from "@playwright/test";

const SERVER = fileURLToPath(new URL("../../examples/whiteboard/server.mjs", import.meta.url));

/** A window at the whiteboard, by what a visitor sees of it. */
export class WhiteboardWindow {
  readonly page: Page;
  readonly board: Locator;
  readonly link: Locator;
  readonly chat: Locator;
  readonly waiting: Locator;
  readonly steps: Locator;

  constructor(page: Page) {
    this.page = page;
    this.board = page.getByRole("application", { name: "Shared whiteboard" });
    this.link = page.getByRole("region", { name: "Link" });
    this.chat = page.getByRole("log", { name: "Messages" });
    this.waiting = page.locator("#waiting");
    this.steps = page.getByRole("list", { name: "What happened on the link" });
  }

  /** Draws through points given as fractions of the board, and leaves the pen down. */
  async draw(points: readonly (readonly [x: number, y: number])[]): Promise<void> {
    const box = await this.board.boundingBox();
    if (!box) throw new Error("the board is not shown");
    for (const [index, [x, y]] of points.entries()) {
      await this.page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 4 });
      if (index === 0) await this.page.mouse.down();
    }
  }

  async lift(): Promise<void> {
    await this.page.mouse.up();
  }

  async say(text: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Message" }).fill(text);
    await this.page.getByRole("button", { name: "Send" }).click();
  }

  async cutLink(): Promise<void> {
    await this.page.getByRole("button", { name: "Cut the link" }).click();
  }

  async expectConnected(): Promise<void> {
    await expect(this.link).toHaveAttribute("data-state", "connected");
  }

  async expectKept(strokes: number): Promise<void> {
    await expect(this.board).toHaveAttribute("data-kept", String(strokes));
  }

  /** Whether the board shows ink close to that point, be it of a kept stroke or of one that still grows. */
  async hasInkAt(x: number, y: number): Promise<boolean> {
    return this.page.evaluate(
      ([atX, atY]) =>
        [...document.querySelectorAll("canvas")].some((canvas) => {
          const side = 9;
          const [left, top] = [Math.round(atX * canvas.width) - 4, Math.round(atY * canvas.height) - 4];
          const pixels = canvas.getContext("2d")?.getImageData(left, top, side, side).data ?? [];
          return pixels.some((value) => value > 0);
        }),
      [x, y] as const,
    );
  }
}

interface Fixtures {
  /** Opens another window, in a browser session of its own. */
  readonly openWindow: (options?: BrowserContextOptions) => Promise<WhiteboardWindow>;
  /** The address of a whiteboard server that this test has for itself. */
  readonly address: string;
}

/** Playwright's `test` with a whiteboard server and windows to it. */
export const test = base.extend<Fixtures>({
  address: async ({}, use) => {
    const server = spawn(process.execPath, [SERVER], {
      env: { ...process.env, PORT: "0" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const stopped = new Promise((resolve) => server.once("exit", resolve));
    try {
      await use(await listening(server.stdout));
    } finally {
      server.kill();
      await stopped;
    }
  },

  openWindow: async ({ browser, address }, use) => {
    const contexts: { close: () => Promise<void> }[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      const page = await context.newPage();
      await page.goto(address);
      return new WhiteboardWindow(page);
    });
    await Promise.all(contexts.map(async (context) => context.close()));
  },
});

async function listening(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const address = /http:\S+/.exec(line)?.[0];
    if (address) return address;
  }
  throw new Error("the whiteboard server ended before it listened");
}
