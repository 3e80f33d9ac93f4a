import type { Transport } from "./inspector-client.mjs";

// What this driver knows of playwright-core's insides, which is why its version is pinned exactly.

/** Bounds an operation by its time limit. */
export interface Progress {
  race<Value>(promise: Promise<Value>): Promise<Value>;
}

/** The size of a viewport. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How a browser was asked for. */
export interface LaunchOptions {
  readonly tracesDir?: string;
  readonly artifactsDir?: string;
}

/** How a context was asked for. */
export interface ContextOptions {
  readonly ignoreHTTPSErrors?: boolean;
  readonly viewport?: Size | null;
}

/** A script to run in the page. */
export interface Evaluation {
  readonly expression: string;
  readonly returnByValue?: true;
  /** Whether a user may have asked for it, so that windows may open. */
  readonly emulateUserGesture?: true;
}

/** Web Inspector of one page. */
export interface Session {
  send(method: "Runtime.evaluate", parameters: Evaluation): Promise<{ readonly result: { readonly value?: unknown } }>;
  /** Does not mind a refusal. */
  sendMayFail(method: string, parameters?: object): Promise<unknown>;
  on(event: "Page.frameStoppedLoading", listener: (details: { readonly frameId: string }) => void): unknown;
}

/** A page as all of Playwright knows it. */
export interface Page {
  readonly delegate: PageDelegate;
  readonly frameManager: {
    frameCommittedSameDocumentNavigation(frame: string, url: string): void;
    frameLifecycleEvent(frame: string, event: "load" | "domcontentloaded"): void;
  };
  emulatedSize(): { readonly viewport: Size } | undefined;
  mainFrame(): { readonly _id: string } | undefined;
}

/** A page of stock WebKit. */
export interface PageDelegate {
  readonly _page: Page;
  readonly _session: Session;
  readonly _contextIdToContext: ReadonlyMap<number, { readonly frame: { readonly _id: string } }>;
  readonly _pendingMainFrameLoaderResolvers: Map<string, (loaderId: string) => void>;
  getCookies(): Promise<readonly unknown[]>;
  closePage(): Promise<void>;
  startScreencast(): void;
  stopScreencast(): void;
  updateEmulatedViewportSize(): Promise<void>;
  _setSession: (session: Session) => void;
  _initializeSession: (session: Session, provisional: boolean, onTree: (tree: unknown) => void) => Promise<void>;
  _calculateBootstrapScript: () => string;
  _onFrameAttached: (frame: string, parent: string | null) => unknown;
}

/** A set of pages with cookies of their own. */
export interface Context {
  initialize(): Promise<void>;
  pages(): readonly Page[];
  doCreateNewPage(): Promise<Page>;
  doClose(): Promise<void>;
  addCookies: (cookies: readonly unknown[]) => Promise<void>;
}

/** The part of a browser of stock WebKit that knows its pages. */
export interface Tabs {
  readonly _tabs: Map<string, { readonly page: PageDelegate }>;
  readonly _context: Context;
  _attachTab(id: string, transport: Transport): Promise<void>;
}

/** A browser of stock WebKit, which has one context. */
export interface Browser extends Tabs {
  readonly options: {
    artifactsDir: string;
    downloadsPath: string;
    tracesDir: string;
    browserProcess: { close: () => Promise<void>; kill: () => Promise<void> };
  };
  /** Answers the dialogs of pages. */
  readonly _syncServer: { close(): Promise<void> };
  _fireDidCloseOnce(): void;
  contexts(): readonly Context[];
  isConnected(): boolean;
  version(): string;
  doCreateNewContext(options: ContextOptions): Promise<Context>;
}

/** Where browsers of one kind come from, on the side of Playwright that does what tests ask for. */
export interface ServerBrowserType {
  launch: (progress: Progress, options: LaunchOptions) => Promise<Browser>;
  connectOverCDP(progress: Progress, parameters: { transport: Transport; isLocal: boolean }): Promise<Browser>;
}

/** The other side of it. */
export interface ClientBrowserType {
  readonly _connection: { readonly toImpl?: (type: ClientBrowserType) => ServerBrowserType };
}
