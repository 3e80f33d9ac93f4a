import type { Realm } from "../../../bridge/record.ts";
import type { Connection, DocumentGroup, WorkerInfo } from "../../store/connection.ts";
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

/** The same without the host where that is the page's own, which the line above shows. */
function shortName({ url, sid, protocol }: Connection, page: string): string {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  const own = target && URL.canParse(page) && new URL(page).host === target.host;
  const place = own ? target.pathname.replace(/\/$/, "") : placeOf(url);
  return sid === undefined ? `${place} (Engine.IO ${protocol})` : `${place} · ${sid.slice(0, 6)}`;
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
    if (connection.realm === "window") nodes.push(connectionNode(connection, 2, group));
  for (const [name, connections] of byRealm(group)) addRealm(nodes, id, name, connections, group, closed);
  for (const worker of group.workers) {
    // A client tells the server's address and not its worker's, so any of the same kind may be this one's.
    if (group.clients.some(({ realm }) => realm === realmOf(worker))) continue;
    nodes.push({
      id: `worker ${group.id} ${worker.url} ${worker.name}`,
      level: 2,
      kind: "worker",
      label: workerName(worker),
      title: `${worker.url}: no Upwire client has announced itself in it`,
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
  if (open) for (const connection of connections) nodes.push(connectionNode(connection, 3, group));
}

function connectionNode(connection: Connection, level: number, { url, left: past }: DocumentGroup): TreeNode {
  return {
    id: `connection ${connection.id}`,
    level,
    kind: "connection",
    label: shortName(connection, url),
    title: connection.url,
    open: undefined,
    scope: { kind: "connection", id: connection.id },
    connection,
    past: past || connection.state === "closed",
  };
}

const REALM_WORDS: Readonly<Record<Realm, string>> = {
  window: "Window",
  worker: "Worker",
  "shared worker": "SharedWorker",
  "service worker": "Service worker",
};

function byRealm(group: DocumentGroup): ReadonlyMap<string, Connection[]> {
  const groups = new Map<string, Connection[]>();
  for (const connection of group.connections) {
    const { realm, client } = connection;
    if (realm === "window") continue;
    const workers = group.workers.filter((worker) => realmOf(worker) === realm);
    const [only] = workers;
    const name = only && workers.length === 1 ? workerName(only) : `${REALM_WORDS[realm]} ${client?.name ?? ""}`.trim();
    const together = groups.get(name);
    if (together) together.push(connection);
    else groups.set(name, [connection]);
  }
  return groups;
}

function realmOf({ shared }: WorkerInfo): Realm {
  return shared ? "shared worker" : "worker";
}

function workerName(worker: WorkerInfo): string {
  return `${REALM_WORDS[realmOf(worker)]} ${worker.name || lastPart(worker.url)}`;
}

function lastPart(url: string): string {
  return (
    url
      .replace(/[?#].*$/, "")
      .split("/")
      .at(-1) ?? url
  );
}
