import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Row } from "../../store/row.ts";
import { wholeBody } from "../../store/whole-body.ts";
import { usePanel } from "../frame/panel-context.ts";
import { byteSize } from "../text/format-size.ts";

/** Bodies up to so many bytes are fetched without asking. */
const SMALL = 262_144;

/** Fetches the rest of a body of which only the beginning came; a large one when the reader asks for it. */
export function FetchBody({ row }: { readonly row: Row }): JSX.Element {
  const { model, source, changed, status } = usePanel();
  const [answer, setAnswer] = useState<string | undefined>(undefined);
  const recorded = status.value === "recording";
  const fetchRest = async (): Promise<void> => {
    setAnswer("Fetching the rest…");
    const error = await wholeBody(model, source, row);
    setAnswer(error?.message);
    changed();
  };
  useEffect(() => {
    if (!recorded && row.size <= SMALL) void fetchRest();
    // Once for each packet that is looked at.
  }, [row, recorded]);
  return (
    <p class="notice" role="note">
      Only the beginning of {byteSize(row.size)} is here. {answer}
      {recorded || row.size <= SMALL ? null : (
        <button type="button" class="button" onClick={() => void fetchRest()}>
          Fetch the whole
        </button>
      )}
    </p>
  );
}
