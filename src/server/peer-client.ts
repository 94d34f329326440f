// How a node asks others, wherever they are: over HTTP, or in a folder that was carried here.
import { nodeCrypto } from '../store/node-crypto.ts';
import { createFolderClient } from './folder-client.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';

/** Returns a client for addresses of both sorts. Failures: those of the two clients. */
export function createPeerClient(setting: { readonly privateAddresses: boolean }): HttpClient {
  const http = createHttpClient(setting);
  const folder = createFolderClient(nodeCrypto.sha256);
  return {
    ask: (request) => (request.url.startsWith('file:') ? folder : http).ask(request),
    close: () => http.close(),
  };
}
