import type { CorsFunction } from "@upwire/server/engine";
import { expect, it } from "vitest";
import { runningServer } from "../socket/running-server.ts";
import { runningEngine } from "./running-engine.ts";

/** Each tenant has an origin of its own, which its requests name in the URL. */
const byTenant: CorsFunction = (request, decide) => {
  const tenant = new URL(request.url ?? "", "http://a").searchParams.get("tenant");
  if (tenant === null) decide(null);
  else setImmediate(() => decide(null, { origin: `https://${tenant}.example`, credentials: tenant === "rich" }));
};

const from = (origin: string): { headers: Record<string, string> } => ({ headers: { origin } });

it.each([
  ["rich", "true"],
  ["poor", undefined],
])("a cors function decides for each request and transport: %s", async (tenant, credentials) => {
  const running = await runningEngine({ cors: byTenant });
  const own = from(`https://${tenant}.example`);
  const { sid, answer } = await running.openPolling(`EIO=4&tenant=${tenant}`, own.headers);
  expect(answer.headers["access-control-allow-origin"]).toBe(`https://${tenant}.example`);
  expect(answer.headers["access-control-allow-credentials"]).toBe(credentials);
  const posted = await running.ask(`EIO=4&transport=polling&sid=${sid}&tenant=${tenant}`, {
    method: "POST",
    headers: { ...own.headers, "content-type": "text/plain" },
    body: "4hello",
  });
  expect([posted.status, posted.headers["access-control-allow-credentials"]]).toEqual([200, credentials]);
  const { open } = await running.openWebSocket(`EIO=4&tenant=${tenant}`, own);
  expect(open).toMatch(/^0\{/);
  const other = from("https://other.example");
  const refused = await running.ask(`EIO=4&transport=polling&tenant=${tenant}`, other);
  expect([refused.status, refused.headers["access-control-allow-origin"]]).toEqual([403, undefined]);
  expect(await running.webSocket(`EIO=4&tenant=${tenant}`, other).refusal()).toBe(403);
});

it("a cors function that answers no options lets nobody in from elsewhere", async () => {
  const running = await runningEngine({ cors: byTenant });
  const query = "EIO=4&transport=polling";
  expect((await running.ask(query, from("https://rich.example"))).status).toBe(403);
  expect((await running.ask(query, from(`http://127.0.0.1:${running.port}`))).status).toBe(200);
  expect((await running.ask(query)).status).toBe(200);
});

it("a cors function answers preflights", async () => {
  const running = await runningEngine({
    cors: (_request, decide) => decide(null, { origin: "https://good.example", optionsSuccessStatus: 200, maxAge: 5 }),
  });
  const preflight = (origin: string) =>
    running.ask("EIO=4&transport=polling", { method: "OPTIONS", headers: { origin } });
  const good = await preflight("https://good.example");
  expect([good.status, good.headers["access-control-max-age"]]).toEqual([200, "5"]);
  expect((await preflight("https://evil.example")).headers["access-control-allow-origin"]).toBeUndefined();
});

it("a cors function decides who may read the browser client, which all may have", async () => {
  const server = await runningServer({ cors: byTenant });
  const read = async (origin: string): Promise<string | null> => {
    const response = await fetch(`${server.url}/socket.io/other.js?tenant=poor`, from(origin));
    expect(response.status).toBe(404);
    return response.headers.get("access-control-allow-origin");
  };
  expect(await read("https://poor.example")).toBe("https://poor.example");
  expect(await read("https://evil.example")).toBeNull();
});
