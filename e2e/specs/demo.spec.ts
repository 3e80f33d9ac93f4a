import { expect } from "@playwright/test";
import { eventually } from "../fixtures/eventually.ts";
import { refuse } from "../fixtures/fault-proxy/toxics/refuse.ts";
import { test } from "../fixtures/whiteboard.ts";

test("two windows see each other's strokes while they are drawn", async ({ openWindow }) => {
  const [left, right] = [await openWindow(), await openWindow()];
  await left.expectConnected();
  await right.expectConnected();
  await left.draw([
    [0.2, 0.3],
    [0.5, 0.5],
    [0.8, 0.3],
  ]);
  await expect(right.board).toHaveAttribute("data-growing", "1");
  await eventually(() => right.hasInkAt(0.78, 0.313)).toBe(true);
  await left.lift();
  await right.expectKept(1);
  await right.draw([
    [0.2, 0.8],
    [0.7, 0.8],
  ]);
  await right.lift();
  await left.expectKept(2);
  expect(await left.hasInkAt(0.4, 0.8)).toBe(true);
  expect(await left.hasInkAt(0.4, 0.95)).toBe(false);
});

test("two windows chat, and see who is there", async ({ openWindow }) => {
  const [left, right] = [await openWindow(), await openWindow()];
  await right.expectConnected();
  await left.say("Hello from the left 👋");
  await expect(right.chat).toContainText("Hello from the left 👋");
  await right.say("Hello from the right");
  await expect(left.chat.getByRole("listitem")).toHaveText([/Hello from the left/, /Hello from the right/]);
  await expect(left.page.getByRole("list", { name: "At the board" }).getByRole("listitem")).toHaveCount(2);
  await right.page.close();
  await expect(left.page.getByRole("list", { name: "At the board" }).getByRole("listitem")).toHaveCount(1);
});

test("a late window gets what was drawn and said before it came", async ({ openWindow }) => {
  const early = await openWindow();
  await early.expectConnected();
  await early.draw([
    [0.1, 0.5],
    [0.9, 0.5],
  ]);
  await early.lift();
  await early.expectKept(1);
  await early.say("Drawn before you came");
  await expect(early.waiting).toHaveText("0");
  const late = await openWindow();
  await late.expectKept(1);
  expect(await late.hasInkAt(0.5, 0.5)).toBe(true);
  await expect(late.chat).toContainText("Drawn before you came");
});

test("the link opens over polling and moves to WebSocket", async ({ openWindow }) => {
  const window = await openWindow();
  await expect(window.link).toHaveAttribute("data-transport", "websocket");
  await expect(window.link).toContainText("WebSocket");
  await expect(window.steps).toContainText("Opened over HTTP long-polling");
  await expect(window.steps).toContainText("Moved to WebSocket");
  await expect(window.link).toContainText(/Round trip\s*[\d.]+ ms/);
  await window.expectConnected();
});

test("a lost link comes back, and what was drawn and said meanwhile arrives", async ({ openWindow, faults }) => {
  const [left, right] = [await openWindow(), await openWindow()];
  await left.expectConnected();
  await right.expectConnected();
  faults.use(refuse());
  faults.cut();
  await left.expectAway();
  await left.draw([
    [0.2, 0.2],
    [0.8, 0.2],
  ]);
  await left.lift();
  await left.say("Said while I was away");
  await expect(left.waiting).toHaveText("2");
  await right.expectKept(0);
  faults.heal();
  await left.expectConnected();
  await expect(left.waiting).toHaveText("0");
  await right.expectKept(1);
  expect(await right.hasInkAt(0.5, 0.2)).toBe(true);
  await expect(right.chat.getByRole("listitem")).toHaveText([/Said while I was away/]);
  await expect(left.steps).toContainText("Attempt 1");
});

test("the button cuts the link, which comes back by itself", async ({ openWindow }) => {
  const window = await openWindow();
  await expect(window.link).toHaveAttribute("data-transport", "websocket");
  await window.cutLink();
  await window.expectAway();
  await expect(window.steps).toContainText("Link lost");
  await window.expectConnected();
  await expect(window.link).toHaveAttribute("data-transport", "websocket");
});
