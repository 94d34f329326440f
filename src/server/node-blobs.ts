// The blobs of a node: files of the store, and whoever wants to hear when one has come.
import type { BlobFiles } from '../store/blob-files.ts';

/** The blobs of a node, its own and those that mirrored logs name. */
export interface NodeBlobs extends BlobFiles {
  /** Calls back with the hash after each blob that is now here and durable: what waited for it can be computed. */
  onBlob(listener: (hash: string) => void): void;
}

/** Returns the blobs of a node over where they are kept. */
export function createNodeBlobs(files: BlobFiles): NodeBlobs {
  const listeners: ((hash: string) => void)[] = [];
  return {
    ...files,
    put: async (bytes) => {
      const hash = await files.put(bytes);
      for (const listener of listeners) listener(hash);
      return hash;
    },
    onBlob: (listener) => void listeners.push(listener),
  };
}
