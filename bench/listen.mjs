/**
 * Listens on a free local port with room for a burst of connections, and answers the port.
 * @param {import("node:http").Server} http
 * @returns {Promise<number>}
 */
export async function listen(http) {
  await new Promise((resolve) => http.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => resolve(undefined)));
  const address = http.address();
  if (address === null || typeof address === "string") throw new Error(`expected a TCP address, got ${address}`);
  return address.port;
}
