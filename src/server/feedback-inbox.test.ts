// docs/spec/model.md M188: what the public wrote waits outside the record, is taken over or discarded, and nothing of who wrote it is kept.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initNorth, openNorth } from '../../test/support/one-node.ts';
import type { JsonObject } from '../base/json.ts';
import { stateDirOf } from './config.ts';
import { type Control, createControl } from './control.ts';
import { feedbackDoor, feedbackInbox } from './feedback-desk.ts';
import type { WaitingFeedback } from './feedback-inbox.ts';
import { feedbackRate, feedbackWaitingMax } from './limits.ts';
import type { Node } from './node.ts';

const dir = mkdtempSync(join(tmpdir(), 'comity-feedback-'));
let node: Node;
let control: Control;
let folder = '';

beforeAll(async () => {
  await initNorth(join(dir, 'data'));
  node = await openNorth(join(dir, 'data'));
  control = createControl(node);
  folder = join(stateDirOf(node.dataDir, node.config), 'feedback');
  const command = { act: 'describe', name: { en: 'Harbour Office' } };
  await control('command', { kind: 'organization', command });
}, 60_000);
afterAll(async () => {
  await node.close();
  rmSync(dir, { recursive: true, force: true });
});

const message = {
  record: 'NO-OR001',
  topic: 'error',
  language: 'en',
  text: 'The address is old.',
} as const;
const inbox = () => feedbackInbox(node, node.party!);
const leave = async (text: string = message.text) => {
  const left = await inbox().leave({ ...message, text });
  return left.ok ? left.value.id : left.error.code;
};
async function ask<Value = string>(method: string, params: JsonObject = {}): Promise<Value> {
  const done = await control(method, params);
  return (done.ok ? done.value : done.error.code) as Value;
}
const requestFrom = (remoteAddress: string) =>
  ({
    env: { incoming: { socket: { remoteAddress } } },
    req: { header: () => undefined },
  }) as unknown as Context;

describe('what the public wrote', () => {
  it('waits outside the record, readable by the node alone, without a word of who wrote it', async () => {
    const size = node.logs.own?.store.head().size;
    const door = feedbackDoor(node, node.party!);
    const left = await door.leave(message, requestFrom('192.0.2.7'));
    expect(left.ok).toBe(true);
    const [one] = await inbox().all();
    expect(one).toEqual({
      id: expect.stringMatching(/^fm[0-9a-f]{12}$/),
      at: expect.any(String),
      ...message,
    });
    expect(node.logs.own?.store.head().size).toBe(size);
    const file = join(folder, `${one?.id}.json`);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain('192.0.2.7');
    await inbox().remove(one?.id ?? '');
  });

  it('is put on record once, with a day for the answer, in its words or in others, and waits no more', async () => {
    const id = await leave();
    const taken = await ask<{ ids: [string] }>('feedback-take', { id, words: 'x' });
    const shown = await ask<{ state: JsonObject }>('show', { id: taken.ids[0] });
    const { received, due } = shown.state as { received: string; due: string };
    expect(shown.state).toMatchObject({
      record: 'NO-OR001',
      topic: 'error',
      text: { en: message.text },
    });
    expect((Date.parse(due) - Date.parse(received)) / 86_400_000).toBe(30);
    expect(await ask('feedback-take', { id })).toBe('server.feedback.unknown');
    const twice = await leave('Two editors.');
    const both = await Promise.all([1, 2].map(() => ask<unknown>('feedback-take', { id: twice })));
    expect(both).toEqual([expect.anything(), 'server.feedback.unknown']);
    const second = await leave('Ask for Ms Example.');
    const others = {
      id: second,
      text: 'Ask for the manager.',
      due: '2099-01-31',
      scope: 'programme',
    };
    const kept = await ask<{ ids: [string] }>('feedback-take', others);
    const said = await ask<{ state: JsonObject }>('show', { id: kept.ids[0] });
    expect(said.state).toMatchObject({ due: '2099-01-31', text: { en: 'Ask for the manager.' } });
    expect(await ask('feedback-inbox')).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stays where it is refused, and is deleted where it is discarded: server.feedback.unknown', async () => {
    const id = await leave();
    expect(await ask('feedback-take', { id, due: 'soon' })).toBe('programme.command.malformed');
    expect(await ask('feedback-take', { id, due: '2020-01-01' })).toBe(
      'programme.feedback.due-before-receipt',
    );
    expect(await ask('feedback-take', { id, as: 'no-such' })).toBe('programme.command.malformed');
    expect(await ask<readonly WaitingFeedback[]>('feedback-inbox')).toHaveLength(1);
    expect(await ask('feedback-discard', { id })).toMatchObject({ id });
    for (const wrong of [id, '../../config', ''])
      expect(await ask('feedback-discard', { id: wrong })).toBe('server.feedback.unknown');
    expect(await ask('feedback-inbox')).toEqual([]);
  });

  it('is listed oldest first; a file that is none of ours is left out', async () => {
    const ids = [await leave('a'), await leave('b')];
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'fm000000000000.json'), '{');
    writeFileSync(
      join(folder, 'fm111111111111.json'),
      JSON.stringify({ ...message, id: ids[0], at: 'x' }),
    );
    writeFileSync(join(folder, 'notes.txt'), 'x');
    const all = await inbox().all();
    expect(all.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).sort());
    rmSync(folder, { recursive: true });
  });

  it('is taken from one source so often, and until so many wait: server.feedback.busy, server.feedback.full', async () => {
    const door = feedbackDoor(node, node.party!);
    const codes = [];
    for (let i = 0; i <= feedbackRate.burst; i++) {
      const left = await door.leave(message, requestFrom('192.0.2.8'));
      codes.push(left.ok ? 'left' : left.error.code);
    }
    expect(codes).toEqual([...Array(feedbackRate.burst).fill('left'), 'server.feedback.busy']);
    expect((await door.leave(message, requestFrom('192.0.2.9'))).ok).toBe(true);
    const there = readdirSync(folder).length;
    for (let i = there; i < feedbackWaitingMax; i++)
      writeFileSync(join(folder, `fm${String(i).padStart(12, '0')}.json`), '{}');
    expect(await leave()).toBe('server.feedback.full');
  });
});
