import { ProtocolError, type ProtocolErrorCode } from "@upwire/protocol";

/** What `attempt` answers, or the code it was refused with; any other error is a failure of the test and is thrown on. */
export function outcome<Result>(
  attempt: () => Result,
): { readonly value: Result } | { readonly code: ProtocolErrorCode } {
  try {
    return { value: attempt() };
  } catch (error) {
    if (error instanceof ProtocolError) return { code: error.code };
    throw error;
  }
}
