import type { JSX } from "preact";
import { curlCommand, emitSnippet, playwrightTest, type Snippet } from "../../../recording/copy-as-code.ts";
import type { Row } from "../../store/row.ts";
import { CopyButton } from "../frame/copy-button.tsx";
import { usePanel } from "../frame/panel-context.ts";
import { visibleText } from "../text/visible-text.ts";

/** The packet as code that does the same again; cookies and tokens are left out unless the reader wants them in. */
export function CodeView({ row }: { readonly row: Row }): JSX.Element {
  const { model, view } = usePanel();
  const redact = view.redact.value;
  const page = model.documents.find(({ id }) => id === row.document)?.url ?? "";
  return (
    <div class="code">
      <label class="check">
        <input
          type="checkbox"
          checked={redact}
          onChange={(event) => (view.redact.value = event.currentTarget.checked)}
        />
        Take out cookies, tokens and passwords
      </label>
      <Code title="Emit" snippet={emitSnippet(row, { redact })} />
      <Code title="Playwright test" snippet={playwrightTest(row, page, { redact })} />
      <Code title="curl" snippet={curlCommand(row, { redact })} />
    </div>
  );
}

function Code({ title, snippet }: { readonly title: string; readonly snippet: Snippet }): JSX.Element {
  return (
    <section aria-label={title}>
      <header>
        <h3>{title}</h3>
        <span class="spring" />
        {snippet.ok ? <CopyButton label="Copy" text={() => snippet.code} /> : null}
      </header>
      {snippet.ok ? (
        <pre tabIndex={0}>{snippet.code.split("\n").map(visibleText).join("\n")}</pre>
      ) : (
        <p class="quiet">{visibleText(snippet.message)}</p>
      )}
    </section>
  );
}
