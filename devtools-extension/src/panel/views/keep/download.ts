/** Offers a file for saving. */
export function download(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The click has only begun the download, which holds its own reference by the next task.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A name for a file made now: `upwire-20260131-140322.rtlog`. */
export function fileName(now: Date, extension: string): string {
  const digits = now.toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return `upwire-${digits}.${extension}`;
}
