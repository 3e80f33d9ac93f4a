import { SocketDecoder } from "@upwire/protocol";
import { problemOf } from "./problem-of.ts";
import type { Problem } from "./row.ts";

/** Pages may allow more attachments than the default; this many bytes of JSON could not announce more in earnest. */
const decoder = new SocketDecoder({ maxAttachments: 1_000, maxAttachmentBytes: Infinity });

/** What a peer would say against the text of a Socket.IO packet that starts at `offset`; its attachments are not judged. */
export function checkMessage(text: string, offset: number): Problem | undefined {
  try {
    decoder.add(text, offset);
    return undefined;
  } catch (error) {
    return problemOf(error);
  } finally {
    decoder.reset();
  }
}
