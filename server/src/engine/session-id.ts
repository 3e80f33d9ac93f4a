import { randomFillSync } from "node:crypto";

const BYTES = 15;
const POOL_IDS = 256;

let pool: Buffer | undefined;
let used = 0;

/** A new session id: 20 base64url characters of 15 bytes from the CSPRNG, which is asked for many ids at a time. */
export function sessionId(): string {
  if (pool === undefined || used === pool.length) {
    pool = randomFillSync(pool ?? Buffer.allocUnsafeSlow(BYTES * POOL_IDS));
    used = 0;
  }
  const id = pool.toString("base64url", used, used + BYTES);
  // An id that was handed out is a secret of its session, so the pool forgets it.
  pool.fill(0, used, used + BYTES);
  used += BYTES;
  return id;
}
