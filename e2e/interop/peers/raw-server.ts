import type { Server as HttpServer } from "node:http";
import type { ServerOptions } from "./peer.ts";

/** What the server libraries of all generations have in common, as their documentation has it. */
export interface RawServer {
  of(name: string | RegExp): RawNamespace;
  close(): unknown;
}

/** A namespace; `except` came with the API of 4.0. */
export interface RawNamespace extends RawBroadcast {
  on(event: "connection", listener: (socket: RawServerSocket) => void): unknown;
  use(middleware: (socket: RawServerSocket, next: (error?: Error) => void) => void): unknown;
}

/** Something that sends to many. */
export interface RawBroadcast {
  to(room: string): RawBroadcast;
  except?(room: string): RawBroadcast;
  emit(event: string, ...values: unknown[]): unknown;
}

/** A server's end of one namespace of one client. */
export interface RawServerSocket {
  readonly id: string;
  readonly connected: boolean;
  readonly nsp: { readonly name: string };
  readonly conn: RawServerEngine;
  readonly handshake: { query: Record<string, unknown>; auth?: unknown };
  on(event: string, listener: (...values: unknown[]) => void): unknown;
  emit(event: string, ...values: unknown[]): unknown;
  join(room: string): unknown;
  leave(room: string): unknown;
  to(room: string): RawBroadcast;
  readonly broadcast: RawBroadcast;
  disconnect(close?: boolean): unknown;
  timeout?(timeout: number): { emit(event: string, ...values: unknown[]): unknown };
  emitWithAck?(event: string, ...values: unknown[]): Promise<unknown>;
}

/** The Engine.IO session under a socket. */
export interface RawServerEngine {
  readonly transport: { readonly name: string };
  on(event: "heartbeat", listener: () => void): unknown;
}

/** Puts a Socket.IO server on an HTTP server. */
export type RawAttach = (httpServer: HttpServer, options: ServerOptions) => RawServer;
