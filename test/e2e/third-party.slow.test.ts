// A programme of two that a third party joins later and leaves again: real processes, by the commands that people type.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, fetchText, freePorts, tlogcheckRefusal, until } from '../support/processes.ts';
import {
  allAgree,
  describeOne,
  exportTo,
  foundTwo,
  initOne,
  logsOf,
  type PartyNode,
  placesOfAll,
  programme,
  type TwoNodes,
  trust,
} from '../support/two-nodes.ts';

let two: TwoNodes;
let west: PartyNode;
const all = () => [two.a, two.b, west];

beforeAll(async () => {
  two = await foundTwo();
  const { stage, a, b } = two;
  await describeOne(a, 'Before the west was there');
  const [port] = await freePorts(1);
  west = await initOne(stage, { party: 'west', mark: 'WE', port: port ?? 0 });
  const file = await exportTo(stage, west);
  west.process = await stage.serve(west.data);
  for (const node of [a, b]) {
    const words = { file: await exportTo(stage, node), words: node.fingerprint };
    await trust(stage, west, words);
    await trust(stage, node, { file, words: west.fingerprint });
  }
});
afterAll(() => two?.[Symbol.asyncDispose]());

async function amend(node: PartyNode, changes: object) {
  const file = two.stage.json('changes.json', { ...changes });
  return two.stage.run('programme', 'amend', file, '--data', node.data);
}

async function accept(node: PartyNode) {
  const accepted = async () =>
    (await two.stage.run('programme', 'accept', programme, '--data', node.data)).code === 0;
  await until(`${node.party} signs what has arrived`, accepted);
}

const confirmed = async (node: PartyNode) => {
  const log = (await logsOf(node)).get(node.origin);
  return log !== undefined && log.confirmedSize === log.recordedSize;
};

describe('a party that joins later', () => {
  it('holds nobody up before it is in the charter', async () => {
    await describeOne(two.a, 'While the west is only trusted');
    await until('the log is confirmed without it', () => confirmed(two.a));
    const parties = await call<{ readonly parties: readonly object[] }>(west.data, 'list', {
      kind: 'charter',
    });
    expect(parties.parties.length).toBeGreaterThanOrEqual(2);
  });

  it('joins by an amendment that all three sign', async () => {
    const unknown = await amend(two.a, { remove: ['east'] });
    expect([unknown.code, unknown.stderr]).toEqual([
      8,
      expect.stringContaining('server.charter.unknown-party'),
    ]);
    const done = await amend(two.a, { posts: { west: { en: 'Clerk of the West' } } });
    expect(done.code, done.stderr).toBe(0);
    await accept(two.b);
    await accept(west);
    await until('all three agree', () => allAgree(all()), 30_000);
    for (const node of all()) {
      const { body } = await fetchText(`${node.url}/en`);
      for (const name of ['Town north', 'Town south', 'Town west']) expect(body).toContain(name);
    }
    const again = await amend(two.a, {});
    expect(again.stderr).toContain('server.charter.unchanged');
  });

  it('records, and is needed for what the others record from then on', async () => {
    const { ids } = await describeOne(west, 'Harbour office of the west');
    expect(ids).toEqual(['WE-OR001']);
    await until('all three agree', () => allAgree(all()), 30_000);
    await west.process?.stop();
    await describeOne(two.b, 'While the west is away');
    await until('the two hold it', async () => {
      const there = (await logsOf(two.a)).get(two.b.origin);
      return there?.recordedSize === (await logsOf(two.b)).get(two.b.origin)?.recordedSize;
    });
    expect(await confirmed(two.b)).toBe(false);
    west.process = await two.stage.serve(west.data);
    await until('all three agree', () => allAgree(all()), 30_000);
    // A mirror shows the checkpoint that it took, until it takes the one that all have confirmed.
    const refusals = () =>
      placesOfAll(all()).flatMap((place) => tlogcheckRefusal(place)?.concat(place.log) ?? []);
    await until('every place is confirmed by both others', () => refusals().length === 0, 20_000);
    expect(refusals()).toEqual([]);
  });

  it('leaves by an amendment of the others, which then need it no more', async () => {
    const done = await amend(two.b, { remove: ['west'] });
    expect(done.code, done.stderr).toBe(0);
    await accept(two.a);
    await until('both have the charter without it', async () => {
      const charters = await Promise.all(
        [two.a, two.b].map((node) =>
          call<{ readonly charter?: { readonly concluded?: object } }>(node.data, 'list', {
            kind: 'charter',
          }),
        ),
      );
      return charters.every((one) => one.charter?.concluded !== undefined);
    });
    await west.process?.stop();
    await describeOne(two.a, 'After the west has left');
    await until('the log is confirmed without it', () => confirmed(two.a));
    expect((await fetchText(`${two.b.url}/en/organizations`)).body).toContain(
      'Harbour office of the west',
    );
  });
});
