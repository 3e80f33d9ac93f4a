import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Row } from "../../store/row.ts";
import { wholeBody } from "../../store/whole-body.ts";
import { usePanel } from "../frame/panel-context.ts";

/** Offers the rest of a body of which only the beginning came. */
export function FetchBody({ row }: { readonly row: Row }): JSX.Element {
  const { model, source, changed } = usePanel();
  const [answer, setAnswer] = useState<string | undefined>(undefined);
  const fetchRest = async (): Promise<void> => {
    setAnswer("Fetching…");
    const error = await wholeBody(model, source, row);
    setAnswer(error?.message);
    changed();
  };
  return (
    <p class="notice">
      Only the beginning of this packet is here.{" "}
      <button type="button" class="button" onClick={() => void fetchRest()}>
        Fetch the whole
      </button>{" "}
      {answer}
    </p>
  );
}
