import { describe, expect, it } from "vitest";
import type { FrameBody, RelayedInspection } from "../../src/bridge/record.ts";
import { Store } from "../../src/panel/store/store.ts";
import { readRecording } from "../../src/recording/read-recording.ts";
import { isSecretName, redactCutJson, redactJson, redactUrl, redactValue } from "../../src/recording/redact-text.ts";
import { Redactor } from "../../src/recording/redactor.ts";
import { writeHar } from "../../src/recording/write-har.ts";
import { writeRecording } from "../../src/recording/write-recording.ts";
import { body, HANDSHAKE, Tape } from "../store/tape.ts";

const SECRET = "s3cr3t-value";
const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP";

/** A session that says its secrets everywhere it can. */
function careless(): Tape {
  const tape = new Tape({}, { url: `https://user:${SECRET}@page.example/?token=${SECRET}#access_token=${SECRET}` });
  const base = `//server.example/socket.io/?EIO=4&token=${SECRET}&api_key=${SECRET}&transport=`;
  tape.poll(`https:${base}polling`, `0${JSON.stringify(HANDSHAKE)}`);
  const sid = `&sid=${HANDSHAKE.sid}`;
  tape.post(
    `https:${base}polling${sid}`,
    `40{"jwt":"${SECRET}","user":"${SECRET}"}\x1e42["login",{"password":"${SECRET}","name":"ann"}]`,
  );
  tape.poll(`https:${base}polling${sid}`, `40{"sid":"abc","pid":"${SECRET}"}`);
  const link = tape.link("websocket", `wss:${base}websocket${sid}`);
  tape.frame(link, "out", `42/admin,7["x",{"deep":[{"apiKey":"${SECRET}","n":1}]},"Bearer ${SECRET}","${JWT}"]`);
  tape.frame(link, "out", body(`42["cut",{"secret":"${SECRET}","token":{"a":"${SECRET}`, 500));
  tape.frame(link, "out", `40/old?token=${SECRET},`);
  tape.add({ kind: "link end", link, code: 1006, reason: `Bearer ${SECRET}` });
  tape.add({
    kind: "client",
    client: "c",
    realm: "window",
    url: `https://server.example/?token=${SECRET}`,
    tapped: true,
  });
  return tape;
}

describe("redaction", () => {
  it("leaves no secret in a recording, unless it is switched off", async () => {
    const { log } = careless().store;
    const text = async (redact: boolean): Promise<string> =>
      JSON.stringify((await readRecording(await writeRecording(log, { redact }))).batches);
    const clean = await text(true);
    expect(clean).not.toContain(SECRET);
    expect(clean).not.toContain(JWT);
    expect(clean).not.toContain(HANDSHAKE.sid);
    expect(clean).toContain("ann");
    expect(await text(false)).toContain(SECRET);
  });

  it("leaves no secret in a HAR file, unless it is switched off", () => {
    const { log } = careless().store;
    expect(JSON.stringify(writeHar(log))).not.toContain(SECRET);
    expect(JSON.stringify(writeHar(log))).not.toContain(HANDSHAKE.sid);
    expect(JSON.stringify(writeHar(log, { redact: false }))).toContain(SECRET);
  });

  it("keeps the connection together, and packets readable", async () => {
    const { batches } = await readRecording(await writeRecording(careless().store.log));
    const store = new Store({ preserve: true });
    for (const batch of batches) store.add(batch);
    expect(store.connections).toMatchObject([{ sid: "session-1" }]);
    expect(store.rows.filter(({ problem, note }) => problem && note === undefined)).toEqual([]);
    const login = store.rows.find(({ event }) => event === "login");
    expect(login && store.detail(login).data).toEqual(["login", { password: "REDACTED", name: "ann" }]);
  });

  it("keeps polling bodies of Engine.IO 3 sound, as text and as bytes", async () => {
    const tape = new Tape();
    const url = `https://server.example/socket.io/?EIO=3&transport=polling&sid=s`;
    const event = `42["login",{"password":"${SECRET}"}]`;
    tape.post(url, `${event.length}:${event}1:2`);
    const bytes = [...new TextEncoder().encode(event)];
    tape.poll(url, Uint8Array.of(0, ...Array.from(String(bytes.length), Number), 255, ...bytes, 1, 3, 255, 4, 1, 2));
    const { batches } = await readRecording(await writeRecording(tape.store.log));
    const store = new Store({ preserve: true });
    for (const batch of batches) store.add(batch);
    const packets = store.rows.filter(({ note }) => note === undefined);
    const clean = '42["login",{"password":"REDACTED"}]';
    expect(packets.map(({ text }) => text)).toEqual([clean, "2", clean, "BAEC"]);
    expect(packets.map(({ size }) => size)).toEqual([clean.length, 1, clean.length, 3]);
  });

  it.each([
    [`2\x1e42["login",{"password":"${SECRET}"}]`, '2\x1e42["login",{"password":"REDACTED"}]'],
    [`1:239:42["login",{"password":"${SECRET}"}]`, '1:235:42["login",{"password":"REDACTED"}]'],
  ])("splits the polling body of a link that is not known any more: %j", (text, clean) => {
    const frame = { kind: "frame", link: 9, seq: 1, at: 1, direction: "out" } as const;
    const expected: FrameBody = { text: clean, size: clean.length };
    expect(new Redactor().record("document", { ...frame, body: body(text) })).toEqual({ ...frame, body: expected });
  });

  it("cleans why an upgrade failed", () => {
    const event: RelayedInspection = {
      kind: "upgrade",
      at: 1,
      step: "failed",
      from: "a",
      to: "b",
      reason: `Bearer ${SECRET}`,
    };
    const record = new Redactor().record("document", { kind: "inspection", client: "c", seq: 1, at: 1, event });
    expect(record).toMatchObject({ event: { reason: "Bearer REDACTED" } });
  });

  it.each([
    "password",
    "newPassword",
    "access_token",
    "accessToken",
    "X-Api-Key",
    "Authorization",
    "set-cookie",
    "client.secret",
    "refreshtoken",
    "csrf-token",
    "sessionId",
  ])("knows the secret key %s", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(["author", "name", "monkey", "passenger", "tokenizer", "key", "sid", "__proto__", ""])(
    "leaves the key %s alone",
    (name) => {
      expect(isSecretName(name)).toBe(false);
    },
  );

  it("changes no JSON that has no secret", () => {
    const json = '{"a": 1.0, "big": 12345678901234567890, "__proto__": {"b": 2}}';
    expect(redactJson(json)).toBe(json);
    expect(redactJson("{")).toBeUndefined();
    expect(redactJson('{"__proto__":{"token":"x"}}')).toBe('{"__proto__":{"token":"REDACTED"}}');
  });

  it("redacts the beginning of JSON, wherever it is cut", () => {
    const json = `{"name":"ann","password":"${SECRET}","pin":1234,"list":[{"token" : {"deep":"${SECRET}"}}]}`;
    for (let length = 0; length <= json.length; length++) {
      const clean = redactCutJson(json.slice(0, length));
      expect(clean).not.toContain("s3");
      expect(clean).not.toContain("1234");
    }
  });

  it("looks into JSON and addresses that stand in texts", () => {
    const href = `https://u:${SECRET}@x/?access_token=${SECRET}&a=b`;
    const value = ["login", JSON.stringify({ password: SECRET, deep: JSON.stringify([{ token: SECRET }]) }), { href }];
    const deep = JSON.stringify([{ token: "REDACTED" }]);
    const clean = [
      "login",
      JSON.stringify({ password: "REDACTED", deep }),
      { href: "https://x/?access_token=REDACTED&a=b" },
    ];
    expect(redactJson(JSON.stringify(value))).toBe(JSON.stringify(clean));
    expect(redactValue(value)).toEqual(clean);
    const json = JSON.stringify(value.slice(0, 2));
    for (let length = 0; length <= json.length; length++)
      expect(redactCutJson(json.slice(0, length))).not.toContain("s3");
  });

  it("takes out JSON that stands in itself too often", () => {
    let json = JSON.stringify({ token: SECRET });
    for (let depth = 0; depth < 14; depth++) json = JSON.stringify(["a", json]);
    for (const clean of [redactJson(json), redactCutJson(json)]) {
      expect(clean).not.toContain("s3");
      expect(clean).toMatch(/^\["a",".*REDACTED/);
    }
  });

  it("redacts tokens in the path of an address", () => {
    expect(redactUrl(`https://app/magic/${JWT}?a=b`, String)).toBe("https://app/magic/REDACTED?a=b");
  });

  it("redacts addresses that are none, too", () => {
    const rename = (sid: string): string => `<${sid.length}>`;
    expect(redactUrl("//:?token=a&b=c&sid=1234#x", rename)).toBe("//:?token=REDACTED&b=c&sid=<4>#x");
    expect(redactUrl("wss://user:pass@host/path@x?%74oken=a", rename)).toBe("wss://host/path@x?%74oken=REDACTED");
    expect(redactUrl("", rename)).toBe("");
  });
});
