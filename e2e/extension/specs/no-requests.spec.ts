import { createServer } from "node:http";
import { expect } from "@playwright/test";
import { eventually } from "../../fixtures/eventually.ts";
import { listen } from "../../fixtures/listen.ts";
import { reads, sees } from "../fixtures/packets.ts";
import { test } from "../fixtures/test.ts";

test("the panel asks nobody for anything, even if it were made to", async ({ page, panel }) => {
  const asked: (string | undefined)[] = [];
  const other = createServer((request, response) => {
    asked.push(request.url);
    response.end();
  });
  try {
    const url = `http://127.0.0.1:${await listen(other)}`;
    await page.evaluate(async (address) => globalThis.officialIo().emitWithAck("echo", `${address}/shown`), url);
    await sees(panel, { Event: "echo", Payload: /\/shown"/ });
    await panel.evaluate((document, address) => {
      const inline = document.createElement("script");
      inline.textContent = "document.title = 'owned'";
      document.body.append(inline);
      for (const [name, attribute] of [
        ["img", "src"],
        ["link", "href"],
        ["script", "src"],
      ] as const) {
        const element = document.createElement(name);
        element.setAttribute("rel", "stylesheet");
        element.setAttribute("data-asks", "");
        element.setAttribute(attribute, `${address}/${name}`);
        for (const type of ["load", "error"])
          element.addEventListener(type, () => element.removeAttribute("data-asks"));
        document.body.append(element);
      }
    }, url);
    await eventually(async () =>
      panel.evaluate((document) => document.querySelectorAll("[data-asks]").length, undefined),
    ).toBe(0);
    expect(await panel.evaluate((document) => document.title, undefined)).toBe("Upwire");
    expect(asked).toEqual([]);
    await reads(panel, "region", "Status", "Live");
  } finally {
    await new Promise((resolve) => other.close(resolve));
  }
});
