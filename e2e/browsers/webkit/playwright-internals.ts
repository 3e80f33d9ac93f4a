import type { Transport } from "./inspector-client.mjs";

// What this driver knows of playwright-core's insides, which is why its version is pinned exactly.

/** Bounds an operation by its time limit. */
export interface Progress {
  race<Value>(promise: Promise<Value>): Promise<Value>;
}

/** How a browser was asked for. */
export interface LaunchOptions {
  readonly tracesDir?: string;
  readonly artifactsDir?: string;
  readonly slowMo?: number;
}

/** How a context was asked for. */
export interface ContextOptions {
  readonly ignoreHTTPSErrors?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number } | null;
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
}

/** A page as all of Playwright knows it. */
export interface Page {
  readonly delegate: PageDelegate;
  emulatedSize(): { readonly viewport: { readonly width: number; readonly height: number } } | undefined;
  close(progress: Progress, options?: { readonly reason?: string }): Promise<void>;
  mainFrame(): { readonly _id: string };
}

/** A page of stock WebKit. */
export interface PageDelegate {
  readonly _page: Page;
  readonly _session: Session;
  readonly _pendingMainFrameLoaderResolvers: Map<string, (loaderId: string) => void>;
  startScreencast(): void;
  stopScreencast(): void;
  updateEmulatedViewportSize(): Promise<void>;
  getCookies(): Promise<readonly unknown[]>;
  closePage(): Promise<void>;
  _calculateBootstrapScript(): string;
  _onFrameAttached(frame: string, parent: string | null): unknown;
}

/** A set of pages with cookies of their own. */
export interface Context {
  readonly _browser: Browser;
  initialize(): Promise<void>;
  pages(): Page[];
  doCreateNewPage(): Promise<Page>;
  doClose(reason?: string): Promise<void>;
  doGetCookies(urls: readonly string[]): Promise<readonly unknown[]>;
  addCookies(cookies: readonly unknown[]): Promise<void>;
}

/** The constructor of contexts, with which that of stock WebKit's is called too. */
export type ContextClass = new (browser: Browser, options: ContextOptions, id: string) => Context;

/** A browser of stock WebKit, which has one context. */
export interface Browser {
  readonly options: {
    tracesDir: string;
    artifactsDir: string;
    downloadsPath: string;
    browserProcess: { close: () => Promise<void>; kill: () => Promise<void> };
  };
  readonly _context: Context;
  readonly _tabs: Map<string, { readonly page: PageDelegate }>;
  _attachTab(id: string, transport: Transport): Promise<void>;
  _closeAllTabs(): Promise<void>;
  _fireDidCloseOnce(): void;
  contexts(): readonly Context[];
  isConnected(): boolean;
  version(): string;
  userAgent(): string;
  doCreateNewContext(options: ContextOptions): Promise<Context>;
}

/** Where browsers of one kind come from. */
export interface ServerBrowserType {
  launch(progress: Progress, options: LaunchOptions): Promise<Browser>;
  connectOverCDP(progress: Progress, parameters: object): Promise<Browser>;
}
