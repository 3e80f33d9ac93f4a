import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

function at(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** Unit tests run on the sources, so that they need no build and their stack traces name the lines we wrote. */
const sources = [
  { find: /^@upwire\/protocol$/, replacement: at("protocol/src/index.ts") },
  { find: /^@upwire\/protocol\/eio3$/, replacement: at("protocol/src/eio3.ts") },
  { find: /^@upwire\/sdk$/, replacement: at("sdk/src/index.ts") },
  { find: /^@upwire\/sdk\/testing$/, replacement: at("sdk/src/testing/index.ts") },
  { find: /^@upwire\/sdk\/(engine|eio3)$/, replacement: at("sdk/src/$1.ts") },
  { find: /^@upwire\/server$/, replacement: at("server/src/index.ts") },
  { find: /^@upwire\/server\/(engine|fastify)$/, replacement: at("server/src/$1.ts") },
  { find: /^#runtime$/, replacement: at("sdk/src/runtime/node.ts") },
];

export default defineConfig({
  build: { target: "es2022" },
  test: {
    reporters: ["default"],
    projects: [
      { resolve: { alias: sources }, test: { name: "protocol", include: ["protocol/test/**/*.test.ts"] } },
      {
        resolve: { alias: sources },
        test: { name: "sdk", include: ["sdk/test/**/*.test.ts"], testTimeout: 20_000, hookTimeout: 20_000 },
      },
      {
        resolve: { alias: sources },
        test: { name: "server", include: ["server/test/**/*.test.ts"], testTimeout: 20_000, hookTimeout: 20_000 },
      },
      {
        resolve: { alias: sources },
        test: { name: "devtools-extension", include: ["devtools-extension/test/**/*.test.{ts,tsx}"] },
      },
      { test: { name: "scripts", include: ["scripts/**/*.test.ts"] } },
      // Official peers against the packages as they are published: these two need `npm run build`.
      {
        test: {
          name: "interop",
          include: ["e2e/interop/**/*.test.ts"],
          exclude: ["e2e/interop/load/**"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // These wait more than they compute, so two at a time fit the two cores of CI.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "load",
          include: ["e2e/interop/load/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Hundreds of connections in one process: one at a time, or they meet their own time limits.
          fileParallelism: false,
        },
      },
    ],
  },
});
