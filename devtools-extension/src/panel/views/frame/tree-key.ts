/** A line of a tree as the keyboard sees it. */
export interface TreeKeyLine {
  readonly depth: number;
  /** Undefined where there is nothing to open. */
  readonly open: boolean | undefined;
}

/** What a key does in a tree: goes to a line, opens or closes the one it is at, or uses it. */
export type TreeAction =
  | { readonly do: "go"; readonly index: number }
  | { readonly do: "turn"; readonly open: boolean }
  | { readonly do: "use" };

/** What a key does at a line; undefined for a key that means nothing in a tree. */
export function treeKey(key: string, lines: readonly TreeKeyLine[], at: number): TreeAction | undefined {
  const line = lines[at];
  if (!line) return undefined;
  switch (key) {
    case "ArrowDown":
      return { do: "go", index: Math.min(lines.length - 1, at + 1) };
    case "ArrowUp":
      return { do: "go", index: Math.max(0, at - 1) };
    case "Home":
      return { do: "go", index: 0 };
    case "End":
      return { do: "go", index: lines.length - 1 };
    case "Enter":
    case " ":
      return { do: "use" };
    case "ArrowRight":
      return line.open === false
        ? { do: "turn", open: true }
        : { do: "go", index: line.open ? Math.min(lines.length - 1, at + 1) : at };
    case "ArrowLeft": {
      if (line.open === true) return { do: "turn", open: false };
      const parent = lines.slice(0, at).findLastIndex(({ depth }) => depth < line.depth);
      return { do: "go", index: parent < 0 ? at : parent };
    }
    default:
      return undefined;
  }
}
