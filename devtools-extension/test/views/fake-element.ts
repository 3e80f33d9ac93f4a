/** As much of an element, or of a piece of text, as Preact and the views need to draw into. */
export class FakeElement {
  readonly nodeType: number;
  readonly namespaceURI = "http://www.w3.org/1999/xhtml";
  readonly ownerDocument = { createElementNS: (): FakeElement => new FakeElement(), createTextNode: fakeText };
  readonly childNodes: FakeElement[] = [];
  readonly style = { setProperty: (): void => {} };
  readonly clientWidth = 600;
  readonly clientHeight = 400;
  readonly scrollTop = 0;
  parentNode: FakeElement | null = null;
  data: string;

  constructor(nodeType = 1, data = "") {
    this.nodeType = nodeType;
    this.data = data;
  }

  get firstChild(): FakeElement | undefined {
    return this.childNodes[0];
  }

  get nextSibling(): FakeElement | null {
    const siblings = this.parentNode?.childNodes ?? [];
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }

  /** All that can be read in it. */
  get words(): string {
    return this.data + this.childNodes.map(({ words }) => words).join("");
  }

  insertBefore(child: FakeElement, before: FakeElement | null): void {
    child.remove();
    const at = before ? this.childNodes.indexOf(before) : this.childNodes.length;
    this.childNodes.splice(at, 0, child);
    child.parentNode = this;
  }

  remove(): void {
    const siblings = this.parentNode?.childNodes ?? [];
    if (siblings.includes(this)) siblings.splice(siblings.indexOf(this), 1);
    this.parentNode = null;
  }

  setAttribute(): void {}

  removeAttribute(): void {}

  addEventListener(): void {}

  removeEventListener(): void {}
}

function fakeText(data: string): FakeElement {
  return new FakeElement(3, data);
}
