// Pages that are kept are those that would be made anew, and go when anything changes.
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { createKeptPages } from './kept-pages.ts';

/** An application with one page whose text is what `made` says, and how often it was made. */
function rig() {
  const state = { version: 'a' as string | undefined, text: 'first', made: 0, status: 200 };
  const waits: (() => void)[] = [];
  const kept = createKeptPages(() => state.version);
  const app = new Hono();
  app.get('*', (c) =>
    kept(c, async () => {
      state.made += 1;
      const { text, status } = state;
      if (text === 'broken') throw new Error('broken');
      if (text === 'slow') await new Promise<void>((done) => waits.push(done));
      c.header('Cache-Control', 'no-cache');
      return c.html(text, status as 200 | 404);
    }),
  );
  app.onError((_, c) => c.text('failed', 500));
  const ask = (path: string, headers: Record<string, string> = {}) =>
    app.request(`http://node.test${path}`, { headers });
  return { state, waits, ask };
}

describe('kept pages', () => {
  it('are made once for each address, and again when the version is another', async () => {
    const { state, ask } = rig();
    for (let i = 0; i < 3; i++) expect(await (await ask('/en/a')).text()).toBe('first');
    await ask('/en/a?asof=2019');
    expect(state.made).toBe(2);
    state.text = 'second';
    expect(await (await ask('/en/a')).text()).toBe('first');
    state.version = 'b';
    const after = await ask('/en/a');
    expect([await after.text(), after.headers.get('cache-control')]).toEqual([
      'second',
      'no-cache',
    ]);
    expect(after.headers.get('content-type')).toContain('text/html');
  });

  it('answer 304 without a body to who has them, and whole when they are others', async () => {
    const { state, ask } = rig();
    const tag = (await ask('/en/a')).headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    const same = await ask('/en/a', { 'If-None-Match': tag });
    expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', tag]);
    [state.version, state.text] = ['b', 'second'];
    const other = await ask('/en/a', { 'If-None-Match': tag });
    expect([other.status, await other.text()]).toEqual([200, 'second']);
  });

  it('are made once for several that ask at the same time', async () => {
    const { state, waits, ask } = rig();
    state.text = 'slow';
    const asked = [1, 2, 3].map(() => ask('/en/a'));
    while (waits.length === 0) await new Promise((done) => setTimeout(done, 1));
    waits[0]?.();
    const texts = await Promise.all((await Promise.all(asked)).map((one) => one.text()));
    expect([texts, state.made]).toEqual([['slow', 'slow', 'slow'], 1]);
  });

  it('are not kept when something changed while they were made', async () => {
    const { state, waits, ask } = rig();
    state.text = 'slow';
    const asked = ask('/en/a');
    while (waits.length === 0) await new Promise((done) => setTimeout(done, 1));
    [state.version, state.text] = ['b', 'second'];
    waits[0]?.();
    await asked;
    expect(await (await ask('/en/a')).text()).toBe('second');
    // Nor when it changed, and nobody asked before it was done.
    state.text = 'slow';
    state.version = 'c';
    const late = ask('/en/a');
    while (waits.length === 1) await new Promise((done) => setTimeout(done, 1));
    state.version = 'd';
    waits[1]?.();
    await late;
    state.version = 'c';
    state.text = 'third';
    expect(await (await ask('/en/a')).text()).toBe('third');
  });

  it('are those that were found: no other status, and nothing that broke', async () => {
    const { state, ask } = rig();
    state.status = 404;
    expect((await ask('/en/a')).status).toBe(404);
    state.text = 'broken';
    expect((await ask('/en/a')).status).toBe(500);
    [state.text, state.status] = ['there', 200];
    expect(await (await ask('/en/a')).text()).toBe('there');
    expect(state.made).toBe(3);
  });

  it('are not many: the oldest goes, and long addresses are never kept', async () => {
    const { state, ask } = rig();
    for (let i = 0; i < 450; i++) await ask(`/en/a?x=${i}`);
    await ask('/en/a?x=449');
    expect(state.made).toBe(450);
    await ask('/en/a?x=0');
    expect(state.made).toBe(451);
    const long = `/en/a?x=${'y'.repeat(2_000)}`;
    await ask(long);
    await ask(long);
    expect(state.made).toBe(453);
    state.text = 'z'.repeat(9 * 1024 * 1024);
    await ask('/en/b');
    await ask('/en/c');
    await ask('/en/b');
    expect(state.made).toBe(456);
  });

  it('are none where there is no version', async () => {
    const { state, ask } = rig();
    state.version = undefined;
    await ask('/en/a');
    expect((await ask('/en/a')).headers.get('etag')).toBeNull();
    expect(state.made).toBe(2);
  });
});
