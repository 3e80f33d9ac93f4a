import { expect, it } from "vitest";
import { bundleSizes } from "../../bench/bundle-size.mjs";

it("fits connect and webSocket into 4 KiB of gzip", async () => {
  const sizes = await bundleSizes(() => {});
  const [smallest] = sizes;
  expect(smallest?.title).toBe("connect + webSocket");
  expect(smallest?.gzip).toBeGreaterThan(3_000);
  expect(smallest?.gzip).toBeLessThanOrEqual(4_096);
});
