import { nonce } from "../bridge/nonce.ts";

/** How long somebody waits for the other. */
const PATIENCE = 30_000;

const CHANNEL = "upwire.file.";

/** A file that waits to be asked for. */
export interface OfferedFile {
  /** What the other page asks for it by; nobody else knows it. */
  readonly id: string;
  /** Resolves once it was given; rejects when nobody asks. */
  readonly taken: Promise<void>;
}

/** Has a file ready for one other page of this origin, which is handed a reference to it and no copy. */
export function offerFile(file: File, patience: number = PATIENCE): OfferedFile {
  const id = nonce();
  const channel = new BroadcastChannel(CHANNEL + id);
  const taken = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => end(new Error("The page did not ask for the recording.")), patience);
    const end = (error?: Error): void => {
      clearTimeout(timer);
      channel.close();
      if (error) reject(error);
      else resolve();
    };
    channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (data !== "give") return;
      channel.postMessage({ file: file.slice(), name: file.name });
      end();
    });
  });
  return { id, taken };
}

/** Asks the page of this origin that offers a file for it. Rejects where nobody answers. */
export async function askForFile(id: string, patience: number = PATIENCE): Promise<File> {
  const channel = new BroadcastChannel(CHANNEL + id);
  try {
    return await new Promise<File>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("The panel that had the recording is gone.")), patience);
      channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
        const file = readFile(data);
        if (!file) return;
        clearTimeout(timer);
        resolve(file);
      });
      channel.postMessage("give");
    });
  } finally {
    channel.close();
  }
}

function readFile(message: unknown): File | undefined {
  if (typeof message !== "object" || message === null || !("file" in message) || !("name" in message)) return undefined;
  const { file, name } = message;
  return file instanceof Blob && typeof name === "string" ? new File([file], name) : undefined;
}
