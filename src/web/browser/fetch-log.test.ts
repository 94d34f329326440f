// What the worker takes from a node, and what it does not.
import { describe, expect, it } from 'vitest';
import { fetchLogFile } from './fetch-log.ts';

const answering = (status: number, body: Uint8Array<ArrayBuffer> = new Uint8Array(3)) =>
  fetchLogFile('https://node.invalid/log/x/tile/0/000', async () => new Response(body, { status }));

describe('a file of a log', () => {
  it('is its bytes, or nothing where there is none', async () => {
    expect(await answering(200)).toHaveLength(3);
    expect(await answering(404)).toBeUndefined();
    expect(await answering(410)).toBeUndefined();
  });

  it('is refused when the node answers otherwise, and beyond the size of a bundle', async () => {
    await expect(answering(500)).rejects.toMatchObject({ code: 'web.verify.log-answer' });
    await expect(answering(200, new Uint8Array(2 ** 25))).rejects.toMatchObject({
      code: 'web.verify.log-too-long',
    });
  });
});
