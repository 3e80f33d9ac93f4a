import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { Server } from "@upwire/server";
import { staticFiles } from "./static-files.mjs";
import { Whiteboard } from "./whiteboard.mjs";

const port = Number(process.env.PORT ?? 3000);
const http = createServer(await staticFiles(fileURLToPath(new URL("dist", import.meta.url))));

/** @type {import("./whiteboard.mjs").WhiteboardServer} */
const io = new Server(http, {
  allowRequest: (request, answer) => {
    const { searchParams } = new URL(request.url ?? "/", "http://localhost");
    const welcome = whiteboard.admits(searchParams.get("visitor"));
    answer(welcome ? null : "cut on request", welcome);
  },
});
const whiteboard = new Whiteboard(io);

http.once("error", (error) => {
  console.error(`The whiteboard cannot listen on port ${port}: ${error.message}. Set PORT to use another.`);
  process.exit(1);
});
http.listen(port, () => {
  const address = http.address();
  console.log(`Whiteboard: http://localhost:${typeof address === "object" && address ? address.port : port}`);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    void io.close();
  });
}
