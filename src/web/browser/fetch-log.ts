// Files of a log for the worker that checks all of it: from the node that served the page, within the limit of a bundle.
import { ComityError } from '../../base/errors.ts';

/** Bytes of a bundle: 256 entries of at most 65,535 bytes. */
const answerBytesMax = 17 * 1024 * 1024;

/**
 * Returns the bytes at an address, or undefined where there is nothing. Failures: web.verify.log-answer,
 * web.verify.log-too-long, and what fetch itself rejects with.
 */
export async function fetchLogFile(
  address: string,
  fetchIt: (address: string) => Promise<Response> = fetch,
): Promise<Uint8Array | undefined> {
  const response = await fetchIt(address);
  if (response.status === 404 || response.status === 410) return undefined;
  if (!response.ok) {
    throw new ComityError('web.verify.log-answer', `${address}: answered ${response.status}`);
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length <= answerBytesMax) return bytes;
  const message = `${address}: at most ${answerBytesMax} bytes, got ${bytes.length}`;
  throw new ComityError('web.verify.log-too-long', message);
}
