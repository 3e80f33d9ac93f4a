declare module "socket.io-parser-3" {
  interface Packet {
    type: number;
    nsp: string;
    id?: number;
    data?: unknown;
  }
  export class Encoder {
    encode(packet: Packet, callback: (messages: readonly (string | Buffer)[]) => void): void;
  }
  export class Decoder {
    add(message: string | Buffer): void;
    on(event: "decoded", listener: (packet: Packet) => void): void;
  }
}
