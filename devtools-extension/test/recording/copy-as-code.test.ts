import { execFileSync } from "node:child_process";
import { runInNewContext, runInThisContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Row } from "../../src/panel/store/row.ts";
import { curlCommand, emitSnippet, playwrightTest, type Snippet } from "../../src/recording/copy-as-code.ts";
import { jsLiteral, jsString } from "../../src/recording/js-literal.ts";
import { shellQuote } from "../../src/recording/shell-quote.ts";
import { body, HANDSHAKE, Tape } from "../store/tape.ts";

const POLLING = "https://server.example/socket.io/?EIO=4&transport=polling";
/** What tries to break out of quotes, comments, templates, scripts and lines. */
const HOSTILE = [
  "'; rm -rf / #",
  '"; process.exit(1); //',
  "`${process.exit(1)}`",
  "$(touch /tmp/x) `id` !! \\",
  "</script><script>alert(1)</script><!--",
  "a\nb\r\nc\u2028d\u2029e\u0000f",
  "\u202Eevil\u001b[31m",
  "*/ alert(1) /*",
  "{a,b} [0-9] {{x}}",
  "@/etc/passwd",
];

/** Made once, since every character there is takes long to list. */
const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...HOSTILE));

/** What ends a line, a script or a comment, or misleads who reads it; made once, since it takes long to make. */
const BREAKS_OUT = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|<\/|<!--/u;

function code(snippet: Snippet): string {
  if (!snippet.ok) throw new Error(snippet.message);
  return snippet.code;
}

function last(tape: Tape): Row {
  const row = tape.store.rows.findLast(({ note }) => note === undefined);
  if (!row) throw new Error("no row");
  return row;
}

/** What a shell makes of words, by having it print them. */
function words(quoted: readonly string[]): readonly string[] {
  const printed = execFileSync("bash", ["-c", `printf '%s\\0' ${quoted.join(" ")}`], { encoding: "utf8" });
  return printed.split("\0").slice(0, -1);
}

describe("an emit", () => {
  it("is what the page would write", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.frame(link, "out", '42["hello",{"a":[1,null,true],"b-c":"x"}]');
    expect(code(emitSnippet(last(tape)))).toBe('socket.emit("hello", { a: [1, null, true], "b-c": "x" });');
    tape.frame(link, "out", '42/admin,1["ask"]');
    expect(code(emitSnippet(last(tape)))).toBe(
      '// namespace "/admin"\nconst answer = await socket.emitWithAck("ask");',
    );
    tape.frame(link, "out", '451-["file",{"_placeholder":true,"num":0}]');
    tape.frame(link, "out", Uint8Array.of(1, 2));
    expect(code(emitSnippet(last(tape)))).toBe('socket.emit("file", Uint8Array.of(1, 2));');
  });

  it("has no secrets, unless asked for", () => {
    const tape = new Tape();
    tape.frame(tape.socket(), "out", '42["login",{"password":"x","__proto__":{"token":1}}]');
    expect(code(emitSnippet(last(tape)))).toBe(
      'socket.emit("login", { password: "REDACTED", ["__proto__"]: { token: "REDACTED" } });',
    );
    expect(code(emitSnippet(last(tape), { redact: false }))).toContain('password: "x"');
  });

  it("runs with exactly the arguments of the event, whatever they hold", () => {
    for (const text of HOSTILE) {
      const tape = new Tape();
      tape.frame(tape.socket(), "out", `42${JSON.stringify([text, { [text]: text }])}`);
      const emitted: unknown[] = [];
      const socket = { emit: (...args: unknown[]) => emitted.push(...args) };
      runInNewContext(code(emitSnippet(last(tape), { redact: false })), { socket });
      expect(JSON.stringify(emitted)).toBe(JSON.stringify([text, { [text]: text }]));
    }
  });

  it("cannot leave the comment with the namespace", () => {
    const tape = new Tape();
    tape.frame(tape.socket(), "out", '42/a\nprocess.exit(1)//\u2028x,["e"]');
    expect(code(emitSnippet(last(tape))).split(/[\n\r\u2028\u2029]/)).toHaveLength(2);
  });

  it("is made of whole events only", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.frame(link, "out", body('42["hello","xxxxxxxx"]', 12));
    expect(emitSnippet(last(tape))).toMatchObject({ ok: false });
    tape.frame(link, "out", "2");
    expect(emitSnippet(last(tape))).toMatchObject({ ok: false });
  });
});

describe("a literal of JavaScript", () => {
  it("is the text again, without anything that ends a line, a script or a comment", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const literal = jsString(text);
        expect(runInThisContext(literal)).toBe(text);
        expect(BREAKS_OUT.test(literal)).toBe(false);
      }),
    );
  });

  it("is the value again", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(runInThisContext(`(${jsLiteral(value)})`))).toBe(JSON.stringify(value));
      }),
    );
    expect(jsLiteral(-0)).toBe("-0");
    expect(runInThisContext(`[...${jsLiteral(new Uint8Array(40).fill(7))}].length`)).toBe(40);
  });
});

describe("a word of a shell", () => {
  it("is the text again, whatever it holds", () => {
    const texts = [
      ...HOSTILE.map((text) => text.replaceAll("\0", "")),
      ...fc
        .sample(fc.string({ unit: "grapheme", minLength: 1 }), { numRuns: 200, seed: 7 })
        .map((text) => text.replaceAll("\0", "")),
      "",
    ];
    expect(words(texts.map((text) => String(shellQuote(text))))).toEqual(texts);
  });

  it("shows no control characters, and cannot hold a NUL", () => {
    for (const text of HOSTILE) expect(shellQuote(text) ?? "").not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    expect(shellQuote("a\0b")).toBeUndefined();
  });
});

describe("a curl command", () => {
  it("posts the packet with its attachments", () => {
    const tape = new Tape();
    tape.poll(`${POLLING}&t=abc`, `0${JSON.stringify(HANDSHAKE)}`);
    tape.post(`${POLLING}&sid=${HANDSHAKE.sid}`, `451-["it's",{"_placeholder":true,"num":0}]\x1ebAQID`);
    const command = code(curlCommand(last(tape), { redact: false }));
    const [program, ...args] = words([command]);
    expect(program).toBe("curl");
    expect(args).toEqual([
      "--globoff",
      "--request",
      "POST",
      "--header",
      "Content-Type: text/plain;charset=UTF-8",
      "--data-raw",
      `451-["it's",{"_placeholder":true,"num":0}]\x1ebAQID`,
      `${POLLING}&sid=${HANDSHAKE.sid}`,
    ]);
    expect(code(curlCommand(last(tape)))).toContain("sid=SESSION");
  });

  it("is the request that an answer came to", () => {
    const tape = new Tape();
    tape.poll(POLLING, `0${JSON.stringify(HANDSHAKE)}`);
    expect(code(curlCommand(last(tape)))).toBe(`curl --globoff '${POLLING}&sid=SESSION'`);
  });

  it.each([
    ['40{"key":"s3cr3t","user":"bob"}', '40{"key":"REDACTED","user":"REDACTED"}'],
    ["40/admin?token=s3cr3t,", "40/admin?token=REDACTED,"],
    ['42/a[b],["login",{"password":"s3cr3t"}]', '42/a[b],["login",{"password":"REDACTED"}]'],
  ])("has no secrets of %s, unless asked for", (packet, clean) => {
    const tape = new Tape();
    tape.poll(POLLING, `0${JSON.stringify(HANDSHAKE)}`);
    tape.post(`${POLLING}&sid=${HANDSHAKE.sid}`, packet);
    expect(words([code(curlCommand(last(tape)))])).toContain(clean);
    expect(words([code(curlCommand(last(tape), { redact: false }))])).toContain(packet);
  });

  it("is for polling only", () => {
    const tape = new Tape();
    tape.frame(tape.socket(), "out", '42["a"]');
    expect(curlCommand(last(tape))).toMatchObject({ ok: false });
  });

  it("hands over hostile events and addresses as they are", () => {
    for (const text of HOSTILE) {
      const tape = new Tape();
      tape.poll(
        `https://server.example/socket.io/?EIO=4&transport=polling&x=${encodeURIComponent(text)}'$(id)`,
        `0${JSON.stringify(HANDSHAKE)}`,
      );
      const packet = `42${JSON.stringify([text])}`;
      tape.post(`${POLLING}&sid=${HANDSHAKE.sid}`, packet);
      const args = words([code(curlCommand(last(tape), { redact: false }))]);
      expect(args).toContain(packet);
      expect(args).toHaveLength(9);
    }
  });
});

describe("a Playwright test", () => {
  it("waits for the event on the page and checks its data", () => {
    const tape = new Tape();
    tape.frame(tape.socket(), "in", '42["price",{"tea":3}]');
    const text = code(playwrightTest(last(tape), "https://page.example/?token=x"));
    expect(text).toContain('test("receives price", async ({ page }) => {');
    expect(text).toContain('await page.goto("https://page.example/?token=REDACTED");');
    expect(text).toContain('waitForEvent("framereceived"');
    expect(text).toContain('expect(data).toEqual(["price", { tea: 3 }]);');
  });

  it("stays a test with one name, whatever the event is called", () => {
    for (const name of HOSTILE) {
      const tape = new Tape();
      tape.frame(tape.socket(), "out", `42${JSON.stringify([name, name])}`);
      const text = code(playwrightTest(last(tape), name))
        .replace(/^import .*$/m, "")
        .replace("const data: unknown", "const data");
      const names: string[] = [];
      runInNewContext(text, { test: (title: string) => names.push(title), expect: () => {} });
      expect(names).toEqual([`sends ${name}`]);
    }
  });
});
