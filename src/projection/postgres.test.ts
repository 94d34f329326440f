// docs/spec/projection.md J12: the same logs give the same rows and answers on PGlite and on PostgreSQL, however they
// came there. Skipped, and says so, where there is no PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entry, hk, mo, place, sz } from '../../test/support/given.ts';
import { hasPostgres } from '../../test/support/postgres.ts';
import {
  applyAll,
  held,
  logOf,
  openPostgresRig,
  openRig,
  type ProjectionRig,
  queriesOf,
  tell,
  toApplied,
} from '../../test/support/projection.ts';
import { joint } from '../../test/support/texts.ts';
import type { PartyId } from '../base/ids.ts';
import { applyEntries } from './apply.ts';
import { projectionDigest } from './digest.ts';
import { emptyTables } from './schema.ts';
import type { ProjectionSetting } from './setting.ts';

const bodies = 400;
const text = joint('agreement', { openUntil: '2019-04-30' });
const post = { en: 'Secretary' };
const body = (party: PartyId, number: number, fields: Record<string, unknown>) => {
  const mark = { [hk]: 'HK', [sz]: 'SZ', [mo]: 'MO' }[party];
  const about = `${mark}-OR${String(number).padStart(3, '0')}`;
  const at = `2019-04-${String(1 + (number % 28)).padStart(2, '0')}T02:00:00Z`;
  return entry(party, { kind: 'organization', about, act: 'describe', ...fields }, at);
};
const sign = (party: PartyId, act: 'propose' | 'sign') =>
  entry(
    party,
    {
      ...{ kind: 'agreement', about: 'HK-A001', act },
      ...(act === 'propose' ? { text: text.text } : { text: text.hash, post }),
    },
    '2019-04-02T02:00:00Z',
  );

/** Names that collations of languages order otherwise than code points do, corrections, texts, and rubbish. */
function story() {
  const names = [
    'Éclair',
    'zebra',
    'Zoo',
    '_low',
    '深圳',
    '香港',
    '🚇 line',
    'a b',
    'A’b',
    '\\u0000?',
  ];
  const parties = [hk, sz, mo];
  const described = Array.from({ length: bodies }, (_, i) =>
    body(parties[i % 3] ?? hk, i + 1, { name: { en: `${names[i % names.length]} ${i}` } }),
  );
  const first = described[0];
  if (first === undefined) throw new TypeError('a story has a beginning');
  const of = place([first])[0]?.place.leaf;
  const content = { act: 'describe', name: { en: 'Corrected' } };
  return tell([
    ...described,
    body(hk, 1, { act: 'rectify', of, content, why: { en: 'Misspelt' } }),
    sign(hk, 'propose'),
    sign(hk, 'sign'),
    sign(sz, 'sign'),
    { ...body(mo, 3, { name: { en: 'x' } }), payloads: { public: held(new Uint8Array([123, 0])) } },
    entry(mo, { kind: 'case', about: 'MO-K001', act: 'open' }, '2019-05-10T02:00:00Z'),
  ]);
}

/** In pieces, logs by turns; every ninth payload comes late, and two are erased afterwards. */
async function grow(setting: ProjectionSetting, atOnce: number): Promise<void> {
  const logs = [...Map.groupBy(story(), (one) => one.party).entries()];
  for (let from = 0; logs.some(([, log]) => from < log.length); from += atOnce) {
    for (const [party, log] of logs) {
      const some = log.slice(from, from + atOnce);
      const without = some.map((one) =>
        one.index % 9 === 4 ? toApplied(one, { public: { status: 'not-held' } }) : toApplied(one),
      );
      await applyEntries(setting, logOf(party), without);
    }
  }
  for (const [party, log] of logs) {
    for (const one of log.filter(({ index }) => index % 9 === 4))
      await applyEntries(setting, logOf(party), [toApplied(one)]);
    const erased = log
      .filter(({ index }) => index === 7 || index === 11)
      .map((one) => toApplied(one, { public: { status: 'erased' } }));
    await applyEntries(setting, logOf(party), erased);
  }
}

async function answersOf(setting: ProjectionSetting) {
  const queries = queriesOf(setting);
  const organizations = await queries.organizations();
  return {
    organizations,
    agreements: await queries.agreements(),
    earlier: await queries.organizations({ asof: '2019-04-10' as never }),
    latest: await queries.latest(50),
  };
}

describe.skipIf(!hasPostgres)('a projection on PostgreSQL (skipped where there is none)', () => {
  const rigs: ProjectionRig[] = [];
  beforeAll(async () => {
    rigs.push(await openRig(), await openPostgresRig());
  }, 60_000);
  afterAll(async () => {
    for (const rig of rigs) await rig.close();
  });

  it('has the rows and the answers of one on PGlite, in pieces of any size, and after a rebuild', async () => {
    const [one, other] = rigs.map((rig) => rig.setting());
    if (one === undefined || other === undefined) throw new TypeError('two databases');
    await grow(one, 37);
    await grow(other, 256);
    const digest = await projectionDigest(one);
    expect(digest.rows.statement).toBeGreaterThan(1.9 * bodies);
    expect(digest.rows.state).toBeGreaterThan(bodies);
    expect(await projectionDigest(other)).toEqual(digest);
    const answers = await answersOf(one);
    expect(answers.organizations.length).toBeGreaterThan(bodies / 2);
    expect(answers.agreements).toHaveLength(1);
    expect(await answersOf(other)).toEqual(answers);
    await emptyTables(other.db);
    await grow(other, 64);
    expect(await projectionDigest(other)).toEqual(digest);
  }, 120_000);

  it('tells one row from another: a single late payload makes another digest', async () => {
    const [one, other] = rigs.map((rig) => rig.setting());
    if (one === undefined || other === undefined) throw new TypeError('two databases');
    const logs = story().slice(0, 30);
    await applyAll(one, logs);
    await applyAll(other, logs.slice(0, 29));
    expect((await projectionDigest(other)).all).not.toBe((await projectionDigest(one)).all);
  });
});
