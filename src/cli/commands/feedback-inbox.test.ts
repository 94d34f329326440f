// docs/spec/model.md M188: `comity feedback inbox|take|discard` on a node of one party that does not run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/command-run.ts';
import { initNorth, openNorth } from '../../../test/support/one-node.ts';
import { createControl } from '../../server/control.ts';
import { feedbackInbox } from '../../server/feedback-desk.ts';
import { exitCodes, type Options } from '../command.ts';
import { feedbackInboxCommands } from './feedback-inbox.ts';

const dir = mkdtempSync(join(tmpdir(), 'comity-feedback-cli-'));
const data = join(dir, 'data');
const ids: string[] = [];

beforeAll(async () => {
  await initNorth(data);
  const node = await openNorth(data);
  const command = { act: 'describe', name: { en: 'Harbour Office' } };
  await createControl(node)('command', { kind: 'organization', command });
  for (const text of ['Old\u001b[2J address\nSecond line', 'Spam']) {
    const about = { record: 'NO-OR001', topic: 'error', language: 'en', text } as const;
    const left = await feedbackInbox(node, node.party!).leave(about);
    if (left.ok) ids.push(left.value.id);
  }
  await node.close();
}, 60_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function use(command: string, args: readonly string[], options: Options = {}) {
  const found = feedbackInboxCommands.find(({ path }) => path === `feedback ${command}`);
  if (found === undefined) throw new Error(command);
  return runCommand(found, args, { data, ...options });
}

describe('comity feedback', () => {
  it('shows what waits, and lets nothing in it move the cursor', async () => {
    const { out } = await use('inbox', []);
    expect(out.join('\n')).toMatch(/^fm[0-9a-f]{12} {2}.* NO-OR001 {2}error {2}en$/m);
    expect(out).toContain('  Old [2J address');
    expect(out).toContain('  Second line');
    const json = await use('inbox', [], { json: true });
    expect(JSON.parse(json.out[0] ?? '')).toHaveLength(2);
  });

  it('takes one over, discards the other, and says its usage where something is missing', async () => {
    for (const [command, args] of [
      ['inbox', ['x']],
      ['take', []],
      ['take', ['a', 'b']],
      ['discard', []],
    ] as const)
      expect((await use(command, args)).said).toEqual(['cli.feedback.usage']);
    const [first = '', second = ''] = ids;
    const taken = await use('take', [first], { words: 'The address is old.', due: '2099-01-31' });
    expect([taken.code, taken.out]).toEqual([exitCodes.ok, ['cli.feedback.taken']]);
    expect((await use('discard', [second])).out).toEqual(['cli.feedback.discarded']);
    expect((await use('discard', [second])).said.join()).toContain('server.feedback.unknown');
    expect((await use('inbox', [])).out).toEqual(['cli.feedback.none']);
  });
});
