import { type EnginePacketType, PACKET_TYPES, type SocketPacketType } from "@upwire/protocol";
import type { JSX } from "preact";
import type { LinkTransport } from "../../../bridge/record.ts";
import { useLivePanel } from "../frame/panel-context.ts";
import type { Facets } from "../frame/view-state.ts";
import { SOCKET_TYPE_NAMES } from "../text/row-words.ts";
import { visibleExcerpt } from "../text/visible-text.ts";
import { Choice, Choices, type Option } from "./choices.tsx";
import { AmountFields } from "./amount-fields.tsx";
import { MarkFields } from "./mark-fields.tsx";
import type { SetFacets } from "./set-facets.ts";

const TRANSPORTS: readonly Option<LinkTransport>[] = [
  { value: "polling", label: "polling" },
  { value: "websocket", label: "websocket" },
  { value: "webtransport", label: "webtransport" },
];
const ENGINE_TYPES: readonly Option<EnginePacketType>[] = PACKET_TYPES.map((type) => ({ value: type, label: type }));
// True because the map was made of the digits of `SocketPacketType`.
const SOCKET_TYPES = [...SOCKET_TYPE_NAMES].map(([value, label]) => ({
  value,
  label,
})) as readonly Option<SocketPacketType>[];

const MOST_NAMES = 200;

/** The filter by everything that the list shows. */
export function FilterBar(): JSX.Element {
  const { model, view } = useLivePanel();
  const facets = view.facets.value;
  const set: SetFacets = (change) => {
    view.facets.value = withoutUndefined({ ...facets, ...change });
  };
  const events = model.statistics.events().slice(0, MOST_NAMES);
  const namespaces = new Set(model.connections.flatMap(({ namespaces: joined }) => Array.from(joined.keys())));
  return (
    <div class="filter-bar" role="group" aria-label="Filter">
      <Choice
        label="Direction"
        value={facets.direction}
        options={[
          { value: "out", label: "sent" },
          { value: "in", label: "received" },
        ]}
        onChange={(direction) => set({ direction })}
      />
      <Choices
        label="Transport"
        chosen={facets.transports}
        options={TRANSPORTS}
        onChange={(transports) => set({ transports })}
      />
      <Choices
        label="Engine.IO type"
        chosen={facets.engineTypes}
        options={ENGINE_TYPES}
        onChange={(engineTypes) => set({ engineTypes })}
      />
      <Choices
        label="Socket.IO type"
        chosen={facets.socketTypes}
        options={SOCKET_TYPES}
        onChange={(socketTypes) => set({ socketTypes })}
      />
      <Choices
        label="Namespace"
        chosen={facets.namespaces}
        options={named([...namespaces])}
        onChange={(chosen) => set({ namespaces: chosen })}
      />
      <Choices
        label="Event"
        chosen={facets.events}
        options={named(events.map(({ name }) => name))}
        onChange={(chosen) => set({ events: chosen })}
      />
      <AmountFields facets={facets} newest={model.rows.at(-1)?.at ?? 0} set={set} />
      <MarkFields facets={facets} set={set} />
      <button type="button" class="button" onClick={() => (view.facets.value = {})}>
        Reset
      </button>
    </div>
  );
}

function named(names: readonly string[]): readonly Option<string>[] {
  return names.map((value) => ({ value, label: visibleExcerpt(value, 80) }));
}

/** The facets that are set: the store tells absent ones from undefined ones by type. */
function withoutUndefined(facets: { readonly [Key in keyof Facets]?: Facets[Key] | undefined }): Facets {
  // True because only values that are not undefined are left.
  return Object.fromEntries(Object.entries(facets).filter(([, value]) => value !== undefined)) as Facets;
}
