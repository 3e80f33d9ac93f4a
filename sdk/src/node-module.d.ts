// The one thing of Node that the SDK uses, said here so that the core still compiles without the types of Node.
declare module "node:module" {
  export function createRequire(from: string): (name: string) => unknown;
}
