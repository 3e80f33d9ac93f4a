import { describe, expect, it } from "vitest";
import { Store } from "../../src/panel/store/store.ts";
import { readHar } from "../../src/recording/read-har.ts";
import { readRecording } from "../../src/recording/read-recording.ts";
import { writeHar } from "../../src/recording/write-har.ts";
import { body, HANDSHAKE, Tape } from "../store/tape.ts";

const LIMITS = { maxRecords: 10_000 };
const POLLING = "https://server.example/socket.io/?EIO=4&transport=polling";

const TEXT: unknown = expect.any(String);
const NUMBER: unknown = expect.any(Number);
const LIST: unknown = expect.any(Array);
const DATE: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);

/** What the format demands of an entry. */
const ENTRY = {
  startedDateTime: DATE,
  time: NUMBER,
  request: {
    method: TEXT,
    url: TEXT,
    httpVersion: TEXT,
    cookies: LIST,
    headers: LIST,
    queryString: LIST,
    headersSize: NUMBER,
    bodySize: NUMBER,
  },
  response: {
    status: NUMBER,
    statusText: TEXT,
    httpVersion: TEXT,
    cookies: LIST,
    headers: LIST,
    content: { size: NUMBER, mimeType: TEXT },
    redirectURL: TEXT,
    headersSize: NUMBER,
    bodySize: NUMBER,
  },
  cache: {},
  timings: { send: NUMBER, wait: NUMBER, receive: NUMBER },
};

function recorded(): Tape {
  const tape = new Tape({}, {}, Date.UTC(2026, 0, 1));
  const link = tape.upgraded();
  tape.post(`${POLLING}&sid=${HANDSHAKE.sid}`, '42["posted"]');
  tape.frame(link, "out", '42["hello"]');
  tape.frame(link, "in", '451-["file",{"_placeholder":true,"num":0}]');
  tape.frame(link, "in", Uint8Array.of(1, 2, 3));
  tape.frame(link, "in", body('42["long","xxxxxxxxxxxx"]', 12));
  tape.add({ kind: "link end", link, code: 1006, reason: "gone" });
  tape.refuse(POLLING, 400, '{"code":1,"message":"Session ID unknown"}');
  return tape;
}

function played(har: unknown): Store {
  const store = new Store({ preserve: true });
  for (const batch of readHar(JSON.stringify(har), LIMITS).batches) store.add(batch);
  return store;
}

describe("a HAR file", () => {
  it("has requests with their bodies, and WebSockets with their messages as browsers write them", () => {
    const { log } = writeHar(recorded().store.log, { redact: false });
    expect(log.version).toBe("1.2");
    expect(log.pages).toMatchObject([{ id: "document-1", title: "https://page.example/" }]);
    const socket = log.entries.find(({ _webSocketMessages }) => _webSocketMessages);
    expect(socket).toMatchObject({ _resourceType: "websocket", response: { status: 101 }, pageref: "document-1" });
    expect(socket?._webSocketMessages?.slice(0, 2)).toMatchObject([
      { type: "send", opcode: 1, data: "2probe" },
      { type: "receive", opcode: 1, data: "3probe" },
    ]);
    expect(socket?._webSocketMessages?.find(({ opcode }) => opcode === 2)?.data).toBe("AQID");
    const post = log.entries.find(({ request }) => request.method === "POST");
    expect(post).toMatchObject({
      request: { postData: { text: '42["posted"]' } },
      response: { content: { text: "ok" } },
    });
    expect(post?.request.queryString).toContainEqual({ name: "EIO", value: "4" });
  });

  it("has as the body of a request what went out, and as its answer what the page got, under faults", () => {
    const tape = new Tape();
    const post = tape.link("polling", `${POLLING}&sid=abc`, "POST");
    tape.frame(post, "out", '42["lost"]', { fault: "dropped" });
    tape.frame(post, "out", '42["a"]\x1e42["é"]');
    tape.frame(post, "out", '42["a"]', { fault: "duplicated" });
    const poll = tape.link("polling", POLLING.replace("EIO=4", "EIO=3"), "GET");
    tape.frame(poll, "in", "1:6");
    tape.frame(poll, "in", '7:42["b"]', { fault: "injected" });
    const [sent, received] = writeHar(tape.store.log).log.entries;
    expect(sent?.request).toMatchObject({ bodySize: 24, postData: { text: '42["a"]\x1e42["é"]\x1e42["a"]' } });
    expect(received?.response).toMatchObject({ bodySize: 12, content: { text: '1:67:42["b"]' } });
  });

  it("has every field that HAR 1.2 asks for, of the kind that it asks for", () => {
    // As other tools read it, through JSON.
    const { log } = JSON.parse(JSON.stringify(writeHar(recorded().store.log)));
    expect(log).toMatchObject({ version: "1.2", creator: { name: TEXT, version: TEXT } });
    expect(log.pages.length).toBeGreaterThan(0);
    for (const page of log.pages) {
      expect(page).toMatchObject({ startedDateTime: DATE, id: TEXT, title: TEXT, pageTimings: {} });
    }
    expect(log.entries.length).toBeGreaterThan(3);
    const ids = log.pages.map(({ id }: { readonly id: string }) => id);
    for (const entry of log.entries) {
      expect(ids).toContain(entry.pageref);
      expect(entry).toMatchObject(ENTRY);
      for (const time of [entry.time, entry.timings.wait, entry.timings.receive])
        expect(time).toBeGreaterThanOrEqual(0);
      expect(URL.canParse(entry.request.url)).toBe(true);
      for (const pair of [...entry.request.queryString, ...entry.request.headers, ...entry.response.headers]) {
        expect(pair).toMatchObject({ name: TEXT, value: TEXT });
      }
    }
  });

  it("gives the same packets when it is read again", () => {
    const tape = recorded();
    const packets = (store: Store): unknown[] =>
      store.rows
        .map(({ direction, transport, text, event, size, cut, note, attachments }) => [
          direction,
          transport,
          text,
          event,
          size,
          cut,
          note,
          attachments?.length,
        ])
        .sort((a, b) => String(a).localeCompare(String(b)));
    const again = played(writeHar(tape.store.log, { redact: false }));
    expect(packets(again)).toEqual(packets(tape.store));
    expect(again.connections.map(({ state, upgrade }) => [state, upgrade.state])).toEqual(
      tape.store.connections.map(({ state, upgrade }) => [state, upgrade.state]),
    );
    expect(again.hints(0).map(({ code }) => code)).toContain("UNKNOWN_SESSION");
  });

  it("may be a browser's, in which other requests are passed over", async () => {
    const entry = (url: string, more: object): object => ({
      startedDateTime: "2026-01-01T00:00:00.000Z",
      time: 5,
      request: { method: "GET", url, headers: [] },
      response: { status: 200, content: {} },
      ...more,
    });
    const har = {
      log: {
        entries: [
          entry("https://server.example/index.html", { response: { status: 200, content: { text: "<html>" } } }),
          entry("wss://server.example/socket.io/?EIO=4&transport=websocket", {
            response: { status: 101 },
            _webSocketMessages: [
              { type: "receive", time: 1_767_225_600.1, opcode: 1, data: `0${JSON.stringify(HANDSHAKE)}` },
              { type: "send", time: 1_767_225_600.2, opcode: 1, data: '42["hello"]' },
            ],
          }),
        ],
      },
    };
    const { header, batches } = await readRecording(new Blob([JSON.stringify(har)]));
    expect(header).toBeUndefined();
    const store = new Store({ preserve: true });
    for (const batch of batches) store.add(batch);
    expect(store.connections).toMatchObject([{ sid: HANDSHAKE.sid, state: "open", transport: "websocket" }]);
    expect(store.rows.at(-1)).toMatchObject({ event: "hello", direction: "out", at: 1_767_225_600_200 });
  });

  it("counts what in it is no record, and never throws on what it holds", () => {
    const hostile = {
      log: {
        pages: [null, { id: 5 }],
        entries: [
          null,
          7,
          {
            request: { url: "wss://a/?EIO=4" },
            _webSocketMessages: [null, { data: 5 }, { data: "2", type: {} }],
            _end: { at: "x", code: -5 },
          },
          { request: { url: `https://a/?EIO=4&${"x".repeat(70_000)}` }, startedDateTime: "never", time: -1 },
        ],
      },
    };
    const store = played(hostile);
    expect(store.rows.some(({ text }) => text === "2")).toBe(true);
    expect(store.connections.length).toBeGreaterThan(0);
  });

  it.each(["[]", "null", "{", '{"log":{}}'])("is refused when it is none: %s", (text) => {
    expect(() => readHar(text, LIMITS)).toThrow("neither");
  });

  it("is refused when it holds too much", () => {
    expect(() => readHar(JSON.stringify(writeHar(recorded().store.log)), { maxRecords: 5 })).toThrow("more than 5");
  });
});
