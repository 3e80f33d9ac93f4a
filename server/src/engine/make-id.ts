import { ErrorCode, Refusal } from "./admission/refusal.ts";

/** Makes the id of a new session, and goes on at once with one made at once, which the usual ones are. */
export function makeId(
  generate: () => string | Promise<string>,
  taken: (id: string) => boolean,
  proceed: (id: string | Refusal) => void,
): void {
  const fail = (error: unknown): void =>
    proceed(new Refusal(ErrorCode.BAD_REQUEST, { name: "ID_GENERATION_ERROR", error }));
  const check = (id: unknown): void => {
    if (typeof id === "string" && id !== "" && !taken(id)) proceed(id);
    else fail(new Error("the id is empty, no string, or taken"));
  };
  let id;
  try {
    id = generate();
  } catch (error) {
    return fail(error);
  }
  if (typeof id === "string") check(id);
  else void Promise.resolve(id).then(check, fail);
}
