// docs/spec/model.md M110 to M116: what may be erased, by whom, what goes with it, and what stays of it.
import { describe, expect, it } from 'vitest';
import { contextOf, entry, type Given, given, hk, leafOf, sz } from '../../test/support/given.ts';
import type { PartyId } from '../base/ids.ts';
import type { Json } from '../base/json.ts';
import { foldSubject } from './fold.ts';
import type { FoldContext, KnownEntry } from './kind.ts';
import type { LogState } from './kinds/log.ts';
import { kindNamed, kinds } from './kinds.ts';

const origin = 'log.hong-kong.invalid/joint';
const ground = { en: 'Asked by the person named' };
const why = { en: 'Without the name' };
const { schema: _, by: __, act: ___, about: ____, ...genesis } = kinds.log.example;
const opened = entry(hk, { ...genesis, kind: 'log', about: origin, act: 'genesis' });
const name = { en: 'Ms Chan' };

/** An entry as the projection knows it: the statements of its log on its subject. */
function knownOf(
  held: Given,
  leaf: string,
  log: KnownEntry['log'] = 'shared',
): KnownEntry | undefined {
  const named = held.placed.find(({ place }) => place.leaf === leaf);
  if (named === undefined) return undefined;
  const { about, schema } = named.statement;
  const rules = kindNamed(schema.split('/')[0] ?? '');
  const statements = held.placed.filter(
    ({ statement, place }) => statement.about === about && place.party === named.place.party,
  );
  return { party: named.place.party, log, ...(rules && { rules }), statements };
}

function erase(held: Given, leaf: string, by: PartyId = hk, known = knownOf(held, leaf)) {
  const entries = new Map(known === undefined ? [] : [[leaf, known]]);
  const command = { act: 'erase-request', leaf, ground } as unknown as Json;
  return held.when({ by, kind: 'log', about: origin, command, entries });
}

describe('a request to erase', () => {
  const described = { kind: 'organization', about: 'HK-OR001', act: 'describe', name };
  const held = given([opened, entry(hk, described)]);

  it('names the entry, the record and the ground, and stands in the state of the log', () => {
    const leaf = leafOf(held, 'describe');
    const asked = erase(held, leaf);
    asked.then([{ act: 'erase-request', about: origin, leaf, record: 'HK-OR001', ground }]);
    const folded = asked.recorded().fold('log', origin);
    expect(folded).toMatchObject({ invalid: 0, pending: 0 });
    expect((folded.state as LogState).requests).toMatchObject([
      { leaf, record: 'HK-OR001', ground, place: { index: 2 } },
    ]);
  });

  it('is refused for an entry that is unknown, another party’s, or asked for already', () => {
    const leaf = leafOf(held, 'describe');
    erase(held, 'ab'.repeat(32)).then({ refused: 'programme.erasure.unknown' });
    const foreign = given([opened, entry(sz, { ...described, about: 'SZ-OR001' })]);
    erase(foreign, leafOf(foreign, 'describe')).then({
      refused: 'programme.erasure.not-owner',
      params: { leaf: leafOf(foreign, 'describe'), party: sz },
    });
    const again = erase(held, leaf).recorded();
    erase(again, leaf).then({ refused: 'programme.erasure.already-asked', params: { leaf } });
  });

  it('goes into the private log for an entry of that log', () => {
    const leaf = leafOf(held, 'describe');
    const { result } = erase(held, leaf, hk, knownOf(held, leaf, 'private'));
    expect(result).toMatchObject({ ok: true, value: [{ payloads: { internal: { leaf } } }] });
  });

  it('counts once for an entry, and so does the word that it was done', () => {
    const leaf = leafOf(held, 'describe');
    const asked = erase(held, leaf).recorded();
    const request = asked.entries.at(-1);
    const twice = given([...asked.entries, ...(request === undefined ? [] : [request])]);
    expect(twice.fold('log', origin)).toMatchObject({
      invalid: 1,
      state: { requests: [{ leaf }] },
    });
    const command = { act: 'erase-done', leaf, log: 'shared' } as unknown as Json;
    const done = asked.when({ by: hk, kind: 'log', about: origin, command }).recorded();
    expect(done.fold('log', origin)).toMatchObject({ invalid: 0, state: { erased: [leaf] } });
    done
      .when({ by: hk, kind: 'log', about: origin, command })
      .then({ refused: 'programme.erasure.already-done', params: { leaf } });
    const said = done.entries.at(-1);
    const saidTwice = given([...done.entries, ...(said === undefined ? [] : [said])]);
    expect(saidTwice.fold('log', origin)).toMatchObject({ invalid: 1, state: { erased: [leaf] } });
  });

  it('covers every publication of the same content', () => {
    const first = held.placed.at(-1)?.place.leaf ?? '';
    const content = { act: 'describe', name };
    const shown = entry(hk, { ...described, act: 'publish', of: first, content });
    const other = entry(hk, { ...described, act: 'publish', of: 'cd'.repeat(32), content });
    const published = given([...held.entries, shown, other]);
    const [publication] = published.placed.slice(-2);
    erase(published, first).then([{ leaf: first }, { leaf: publication?.place.leaf }]);
  });
});

describe('what stays', () => {
  it('is whatever was proposed, signed or declined, what a log says of itself, and what takes back', () => {
    const joint = (act: string, more: object = {}) =>
      entry(hk, { kind: 'agreement', about: 'HK-A001', act, ...more });
    const shown = { of: 'ef'.repeat(32), content: { act: 'propose' } };
    const all = [joint('propose'), joint('sign'), joint('decline'), joint('publish', shown)];
    const held = given([opened, ...all]);
    for (const { place, statement } of held.placed) {
      const act = statement.act === 'publish' ? 'propose' : statement.act;
      erase(held, place.leaf).then({ refused: 'programme.erasure.stays', params: { act } });
    }
    const first = entry(hk, { kind: 'organization', about: 'HK-OR001', act: 'describe', name });
    const of = given([opened, first]).placed.at(-1)?.place.leaf;
    const back = entry(hk, { kind: 'organization', about: 'HK-OR001', act: 'retract', of, why });
    const taken = given([opened, first, back]);
    erase(taken, leafOf(taken, 'retract')).then({ refused: 'programme.erasure.stays' });
  });

  it('is a clock’s event, until a rectification stands in its place', () => {
    const about = 'HK-K001';
    const event = { kind: 'approval-case', about, act: 'accept', happened: '2026-03-05' };
    const held = given([opened, entry(hk, event)]);
    const leaf = leafOf(held, 'accept');
    const act = 'accept';
    erase(held, leaf).then({ refused: 'programme.erasure.rectify-first', params: { act } });
    const content = { act, happened: '2026-03-05' };
    const meant = entry(hk, { ...event, act: 'rectify', of: leaf, content, why });
    const rectified = given([...held.entries, meant]);
    erase(rectified, leaf).then([{ leaf }]);
    const correction = leafOf(rectified, 'rectify');
    erase(rectified, correction).then({ refused: 'programme.erasure.rectify-first' });
    const again = given([...rectified.entries, { ...meant, at: '2026-04-01T00:00:00Z' }]);
    erase(again, correction).then([{ leaf: correction }]);
    const undo = entry(hk, { ...event, act: 'retract', of: correction, why });
    erase(given([...rectified.entries, undo]), leaf).then({
      refused: 'programme.erasure.rectify-first',
    });
  });

  it('is what a person wrote, once the same stands without it; the days for the answer stay', () => {
    const subject = { kind: 'feedback', about: 'HK-Q001' };
    const content = { act: 'receive', happened: '2026-03-02', record: 'HK-P001', topic: 'error' };
    const due = { due: '2026-03-30', text: { en: 'I am Ms Chan of Pier 2.' } };
    const held = given([opened, entry(hk, { ...subject, ...content, ...due })]);
    const leaf = leafOf(held, 'receive');
    erase(held, leaf).then({ refused: 'programme.erasure.rectify-first' });
    const meant = { ...content, ...due, text: { en: 'Removed: it named a person.' } };
    const command = { act: 'rectify', of: leaf, content: meant, why } as unknown as Json;
    const at = '2026-04-01T02:00:00Z';
    const rectified = held.when({ ...subject, by: hk, command, at }).recorded();
    erase(rectified, leaf).then([{ leaf, record: 'HK-Q001' }]);
    const receipt = rectified.placed[1];
    const left = rectified.placed.slice(2);
    const placeOf = (name: string) => (name === leaf ? receipt?.place : undefined);
    const context = { ...contextOf(rectified.placed), placeOf };
    const { state } = foldSubject({ kind: 'feedback', id: 'HK-Q001', statements: left, context });
    expect(state).toMatchObject({ received: '2026-03-02', due: '2026-03-30', text: meant.text });
    expect(JSON.stringify(left)).not.toContain('Chan');
  });

  it('is nothing of an entry that nobody can read', () => {
    const leaf = 'ab'.repeat(32);
    const known = { party: hk, log: 'shared', statements: [] } as const;
    erase(given([opened]), leaf, hk, known).then([{ act: 'erase-request', leaf }]);
  });
});

function foldOf(statements: Given['placed'], placeOf: FoldContext['placeOf']) {
  const context = { ...contextOf(statements), ...(placeOf && { placeOf }) };
  return foldSubject({ kind: 'organization', id: 'HK-OR001', statements, context });
}

describe('what was taken back and then erased', () => {
  it('stays taken back, and what was said to have been meant with it', () => {
    const subject = { kind: 'organization', about: 'HK-OR001' };
    const first = entry(hk, { ...subject, act: 'describe', name });
    const [placed] = given([first]).placed;
    const of = placed?.place.leaf ?? '';
    const content = { act: 'describe', name: { en: 'The director' } };
    const meant = entry(hk, { ...subject, act: 'rectify', of, content, why });
    const back = entry(hk, { ...subject, act: 'retract', of, why });
    const placeOf = (leaf: string) => (leaf === of ? placed?.place : undefined);
    const without = (...entries: readonly ReturnType<typeof entry>[]) =>
      foldOf(given([first, ...entries]).placed.slice(1), placeOf);
    expect(without(meant).state).toMatchObject({ name: content.name });
    const gone = without(meant, back);
    expect(gone).toMatchObject({ state: undefined, invalid: 0, pending: 0 });
    expect(gone.shown).toMatchObject([{ struck: { why } }]);
  });
});
