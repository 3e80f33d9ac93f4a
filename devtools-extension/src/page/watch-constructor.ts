import { replaceConstructor } from "./native-look.ts";
import type { TapState } from "./tap-state.ts";

/** Looks at what a constructor has made, with the arguments of the page; `wrapper` is what the page called. */
export type Watch = (made: object, args: readonly unknown[], wrapper: object) => void;

/** Has a native constructor's objects watched while the tap records. Nothing that goes wrong there is the page's affair. */
export function watchConstructor({ recorder }: TapState, name: string, watch: Watch): void {
  replaceConstructor(name, (make, args, trap) => {
    const made = make();
    try {
      if (recorder.armed) watch(made, args, trap);
    } catch {
      // The page has what it asked for.
    }
    return made;
  });
}
