import type { Connection, DocumentGroup } from "../../store/connection.ts";
import type { Scope } from "../frame/view-state.ts";

/** A line of the sidebar's tree. */
export interface TreeNode {
  /** Unique in the tree. */
  readonly id: string;
  /** From 1. */
  readonly level: number;
  readonly kind: "all" | "document" | "realm" | "connection" | "worker";
  readonly label: string;
  readonly title: string;
  /** Undefined where there is nothing below. */
  readonly open: boolean | undefined;
  /** What choosing it shows; undefined where there is nothing to show. */
  readonly scope: Scope | undefined;
  readonly connection?: Connection;
  /** Whether the page has left it. */
  readonly past?: boolean;
}

/** The sidebar's lines: frames, in them workers, in them connections; `closed` names the nodes that are folded. */
export function treeNodes(documents: readonly DocumentGroup[], closed: ReadonlySet<string>): readonly TreeNode[] {
  const nodes: TreeNode[] = [
    {
      id: "all",
      level: 1,
      kind: "all",
      label: "All connections",
      title: "Packets of all frames and workers",
      open: undefined,
      scope: { kind: "all" },
    },
  ];
  for (const group of documents) addDocument(nodes, group, closed);
  return nodes;
}

/** A connection's short name: where it goes, and which one of several it is. */
export function connectionName({ url, sid }: Connection): string {
  const place = placeOf(url);
  return sid === undefined ? place : `${place} · ${sid.slice(0, 6)}`;
}

/** Host and path of an address, without what every one has. */
export function placeOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed) return url;
  const path = parsed.pathname === "/socket.io/" || parsed.pathname === "/" ? "" : parsed.pathname;
  return `${parsed.host || parsed.protocol}${path}`;
}

function addDocument(nodes: TreeNode[], group: DocumentGroup, closed: ReadonlySet<string>): void {
  const id = `document ${group.id}`;
  const open = !closed.has(id);
  nodes.push({
    id,
    level: 1,
    kind: "document",
    label: group.frame === 0 ? placeOf(group.url) : `Frame ${placeOf(group.url)}`,
    title: `${group.frame === 0 ? "Page" : `Frame ${group.frame}`}: ${group.title ? `${group.title}, ` : ""}${group.url}${group.left ? " (left)" : ""}`,
    open: group.connections.length + group.workers.length > 0 ? open : undefined,
    scope: { kind: "document", id: group.id },
    past: group.left,
  });
  if (!open) return;
  for (const connection of group.connections)
    if (connection.realm === "window") nodes.push(connectionNode(connection, 2, group.left));
  for (const [name, connections] of byRealm(group.connections)) addRealm(nodes, id, name, connections, group, closed);
  for (const { url, name, shared } of group.workers) {
    if (group.clients.some((client) => client.realm !== "window" && client.url === url)) continue;
    nodes.push({
      id: `worker ${group.id} ${url} ${name}`,
      level: 2,
      kind: "worker",
      label: `${shared ? "SharedWorker" : "Worker"} ${name || lastPart(url)}`,
      title: `${url}: no Upwire client has announced itself in it`,
      open: undefined,
      scope: undefined,
      past: true,
    });
  }
}

function addRealm(
  nodes: TreeNode[],
  parent: string,
  name: string,
  connections: readonly Connection[],
  group: DocumentGroup,
  closed: ReadonlySet<string>,
): void {
  const id = `${parent} ${name}`;
  const open = !closed.has(id);
  nodes.push({ id, level: 2, kind: "realm", label: name, title: name, open, scope: undefined, past: group.left });
  if (open) for (const connection of connections) nodes.push(connectionNode(connection, 3, group.left));
}

function connectionNode(connection: Connection, level: number, past: boolean): TreeNode {
  return {
    id: `connection ${connection.id}`,
    level,
    kind: "connection",
    label: connectionName(connection),
    title: connection.url,
    open: undefined,
    scope: { kind: "connection", id: connection.id },
    connection,
    past: past || connection.state === "closed",
  };
}

const REALM_WORDS: ReadonlyMap<string, string> = new Map([
  ["worker", "Worker"],
  ["shared worker", "SharedWorker"],
  ["service worker", "Service worker"],
]);

function byRealm(connections: readonly Connection[]): ReadonlyMap<string, Connection[]> {
  const groups = new Map<string, Connection[]>();
  for (const connection of connections) {
    if (connection.realm === "window") continue;
    const name = `${REALM_WORDS.get(connection.realm) ?? connection.realm} ${lastPart(connection.client?.url ?? "")}`.trim();
    const group = groups.get(name);
    if (group) group.push(connection);
    else groups.set(name, [connection]);
  }
  return groups;
}

function lastPart(url: string): string {
  return url.replace(/[?#].*$/, "").split("/").at(-1) ?? url;
}
