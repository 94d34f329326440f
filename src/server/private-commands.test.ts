// docs/spec/model.md M182.
// On a real node: what a private record points at is looked for among the records of the parties, and stays out of what they read.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { initNorth, openNorth } from '../../test/support/one-node.ts';
import { assert } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { Node } from './node.ts';

let dir: string;
let node: Node;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'comity-private-'));
  await initNorth(join(dir, 'data'));
  node = await openNorth(join(dir, 'data'));
});
afterAll(async () => {
  await node.close();
  rmSync(dir, { recursive: true });
});

async function give(kind: string, command: object, about?: string) {
  assert(node.party !== undefined, 'the node keeps a log');
  const asked = { kind, command: command as Json, ...(about === undefined ? {} : { about }) };
  const done = await node.party.commands.execute(asked);
  return done.ok ? (done.value.ids[0] ?? '') : done.error.code;
}

it('a mediation is of a shared record before a shared organization, and in the private log alone', async () => {
  const mediator = await give('organization', { act: 'describe', name: { en: 'House' } });
  const matter = await give('organization', {
    ...{ act: 'describe', name: { en: 'Firm' }, scope: 'programme' },
  });
  const refer = { act: 'refer', matter, mediator, reference: 'MH-1', happened: '2020-03-02' };
  const unknown = { ...refer, matter: 'NO-N009' };
  expect(await give('mediation', unknown)).toBe('programme.mediation.unknown-matter');
  const person = { ...refer, mediator: 'NO-OR009' };
  expect(await give('mediation', person)).toBe('programme.mediation.unknown-mediator');
  expect(await give('mediation', refer)).toBe('NO-ME001');
  const close = { act: 'close', outcome: 'settled', happened: '2020-04-01' };
  expect(await give('mediation', close, 'NO-ME001')).toBe('NO-ME001');
  assert(node.party !== undefined, 'the node keeps a log');
  const { projector, projection } = node.party;
  await projector.caughtUp('all');
  const rows = await projection.db.query(
    `select fold from state where programme = $1 and kind = 'mediation'`,
    [projection.programme],
  );
  expect(rows.map(({ fold }) => fold)).toEqual(['internal']);
});
