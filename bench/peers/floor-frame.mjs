const FIN = 0x80;
const TEXT = 1;
const BINARY = 2;

/**
 * A WebSocket frame as servers send it (RFC 6455, 5.2), with the body still to be written from the returned offset.
 * @param {number} opcode
 * @param {number} length
 * @returns {{ frame: Buffer, start: number }}
 */
function emptyFrame(opcode, length) {
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = FIN | opcode;
  if (start === 2) {
    frame[1] = length;
  } else if (start === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  return { frame, start };
}

/**
 * One text message as one frame.
 * @param {string} text
 */
export function textFrame(text) {
  const { frame, start } = emptyFrame(TEXT, Buffer.byteLength(text));
  frame.write(text, start);
  return frame;
}

/**
 * One binary message as one frame.
 * @param {Uint8Array} bytes
 */
export function binaryFrame(bytes) {
  const { frame, start } = emptyFrame(BINARY, bytes.length);
  frame.set(bytes, start);
  return frame;
}

/**
 * A Socket.IO event of the root namespace as it goes over a WebSocket, its attachments behind it in the same buffer.
 * @param {readonly unknown[]} args the event's name and values; buffers are looked for at the top only
 */
export function eventFrames(args) {
  /** @type {Buffer[]} */
  const attachments = [];
  const head = args.map((value) =>
    Buffer.isBuffer(value) ? { _placeholder: true, num: attachments.push(value) - 1 } : value,
  );
  if (attachments.length === 0) return textFrame(`42${JSON.stringify(args)}`);
  const text = textFrame(`45${attachments.length}-${JSON.stringify(head)}`);
  return Buffer.concat([text, ...attachments.map(binaryFrame)]);
}
