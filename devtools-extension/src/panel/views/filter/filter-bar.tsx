import { type EnginePacketType, PACKET_TYPES, type SocketPacketType } from "@upwire/protocol";
import type { JSX } from "preact";
import type { LinkTransport } from "../../../bridge/record.ts";
import { useLivePanel } from "../frame/panel-context.ts";
import type { Facets } from "../frame/view-state.ts";
import { SOCKET_TYPE_NAMES } from "../text/row-words.ts";
import { visibleExcerpt } from "../text/visible-text.ts";
import { Choice, Choices, type Option } from "./choices.tsx";
import { readSize } from "./read-size.ts";

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

type SetFacets = (change: { readonly [Key in keyof Facets]?: Facets[Key] | undefined }) => void;

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
      <MoreFacets facets={facets} set={set} />
      <button type="button" class="button" onClick={() => (view.facets.value = {})}>
        Reset
      </button>
    </div>
  );
}

function MoreFacets({ facets, set }: { readonly facets: Facets; readonly set: SetFacets }): JSX.Element {
  return (
    <>
      <SizeField label="Smallest size" value={facets.minSize} onChange={(minSize) => set({ minSize })} />
      <SizeField label="Largest size" value={facets.maxSize} onChange={(maxSize) => set({ maxSize })} />
      <YesOnly label="binary" checked={facets.binary} onChange={(binary) => set({ binary })} />
      <YesOnly label="acks" checked={facets.ack} onChange={(ack) => set({ ack })} />
      <YesOnly label="bookmarked" checked={facets.bookmarked} onChange={(bookmarked) => set({ bookmarked })} />
      <YesOnly label="problems" checked={facets.problems} onChange={(problems) => set({ problems })} />
      <label class="check">
        <input
          type="checkbox"
          checked={facets.notes !== false}
          onChange={(event) => set({ notes: event.currentTarget.checked ? undefined : false })}
        />
        notes
      </label>
    </>
  );
}

function SizeField(props: {
  readonly label: string;
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
}): JSX.Element {
  return (
    <label class="size-field">
      {props.label === "Smallest size" ? "≥" : "≤"}
      <input
        type="text"
        inputMode="numeric"
        aria-label={props.label}
        title={`${props.label}, such as 200 or 4k`}
        placeholder="bytes"
        value={props.value ?? ""}
        onChange={(event) => props.onChange(readSize(event.currentTarget.value))}
      />
    </label>
  );
}

function YesOnly(props: {
  readonly label: string;
  readonly checked: boolean | undefined;
  readonly onChange: (value: true | undefined) => void;
}): JSX.Element {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={props.checked === true}
        onChange={(event) => props.onChange(event.currentTarget.checked ? true : undefined)}
      />
      {props.label}
    </label>
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
