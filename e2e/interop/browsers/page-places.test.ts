import { expect, it } from "vitest";
import { PagePlaces } from "../../browsers/bidi-page-places.mjs";

/** Playwright's wish for a page. */
function create(id: number): string {
  return JSON.stringify({ id, method: "browsingContext.create", params: { type: "window", userContext: "u" } });
}

function placeOf(command: string): unknown {
  return JSON.parse(command).params.type;
}

const created = (id: number, context: string): string => JSON.stringify({ type: "success", id, result: { context } });
const destroyed = (context: string): string =>
  JSON.stringify({ type: "event", method: "browsingContext.contextDestroyed", params: { context } });

/** Places of a browser that has opened and closed its first page. */
function started(): PagePlaces {
  const places = new PagePlaces();
  places.choose(create(100));
  places.hear(created(100, "zeroth"));
  places.hear(destroyed("zeroth"));
  return places;
}

it("opens the first page of a browser as a window", () => {
  expect(placeOf(new PagePlaces().choose(create(1)))).toBe("window");
});

it("opens a page as a tab while no other is open, and as a window beside another", () => {
  const places = started();
  expect(JSON.parse(places.choose(create(1)))).toEqual({
    id: 1,
    method: "browsingContext.create",
    params: { type: "tab", userContext: "u" },
  });
  // Nor while the first is on its way.
  expect(placeOf(places.choose(create(2)))).toBe("window");
  places.hear(created(1, "first"));
  places.hear(created(2, "second"));
  places.hear(destroyed("first"));
  expect(placeOf(places.choose(create(3)))).toBe("window");
  places.hear(created(3, "third"));
  for (const page of ["second", "third", "of somebody else"]) places.hear(destroyed(page));
  expect(placeOf(places.choose(create(4)))).toBe("tab");
});

it("forgets a page that could not be opened", () => {
  const places = started();
  places.choose(create(1));
  places.hear(JSON.stringify({ type: "error", id: 1, error: "unknown error" }));
  expect(placeOf(places.choose(create(2)))).toBe("tab");
});

it("leaves every other command as it is", () => {
  const text = JSON.stringify({ id: 1, method: "script.evaluate", params: { expression: "'browsingContext.create'" } });
  expect(new PagePlaces().choose(text)).toBe(text);
});
