declare module "engine.io-parser-2" {
  interface Packet {
    readonly type: string;
    readonly data?: string | Buffer | ArrayBuffer;
  }
  export function encodePacket(
    packet: Packet,
    supportsBinary: boolean,
    callback: (frame: string | Buffer) => void,
  ): void;
  export function decodePacket(frame: string | Buffer): Packet;
  export function encodePayload(
    packets: readonly Packet[],
    supportsBinary: boolean,
    callback: (body: string | Buffer) => void,
  ): void;
  export function decodePayload(
    body: string | Buffer,
    binaryType: undefined,
    callback: (packet: Packet) => boolean | undefined,
  ): void;
}
