export { nodeBuffers } from "../io/node-buffers.ts";
export { nodeOptions } from "../io/node-options.ts";
export { unreferenced } from "../io/unreferenced.ts";
export { keepCookies, sendCookies } from "../transports/cookies.ts";
export { openWebSocket } from "../transports/web-socket.node.ts";
