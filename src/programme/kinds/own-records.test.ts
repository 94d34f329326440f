// docs/spec/model.md M4, M22: records with one writer: organization, party, person-role and log-keeping.
import { describe, expect, it } from 'vitest';
import { entry, given, hk, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import { kinds } from '../kinds.ts';
import type { LogState } from './log.ts';

const name = { en: 'Highways Department' };
const ask = (kind: string, command: object, about?: string) => ({
  by: hk,
  kind,
  command: command as Json,
  ...(about === undefined ? {} : { about }),
});

describe('organization', () => {
  const kind = 'organization';
  const about = 'HK-OR001';
  const described = entry(hk, { kind, about, act: 'describe', name });

  it('is as its owner described it last, by day', () => {
    const later = { kind, about, act: 'describe', name: { en: 'Today' }, happened: '2018-01-01' };
    const held = given([described, entry(hk, later)]);
    expect(held.state(kind, about)).toMatchObject({ party: hk, name });
    given([])
      .when(ask(kind, { act: 'describe', name, roles: ['funder'] }))
      .then([{ about, name }]);
  });

  it('is closed once', () => {
    const close = { act: 'close', happened: '2020-06-30' };
    const held = given([described])
      .when(ask(kind, close, about))
      .recorded();
    expect(held.state(kind, about)).toMatchObject({ closedOn: '2020-06-30' });
    held
      .when(ask(kind, close, about))
      .then({ refused: 'programme.organization.already-closed', params: { date: '2020-06-30' } });
    given([]).when(ask(kind, close)).then({ refused: 'programme.record.missing' });
  });

  it('is written by its owner only', () => {
    const foreign = entry(sz, { kind, about, act: 'describe', name: { en: 'Other' } });
    expect(given([described, foreign]).fold(kind, about)).toMatchObject({
      invalid: 1,
      state: { name },
    });
    given([described])
      .when({ ...ask(kind, { act: 'describe', name }, about), by: sz })
      .then({ refused: 'programme.record.not-owner', params: { id: about, mark: 'HK' } });
    expect(given([foreign]).fold(kind, about)).toMatchObject({ state: undefined });
  });
});

describe('party', () => {
  const describeParty = { act: 'describe', name, jurisdiction: 'HK', languages: ['en'] };

  it('describes itself', () => {
    const zone = 'Asia/Hong_Kong';
    const held = given([])
      .when(ask('party', { ...describeParty, zone }))
      .recorded();
    expect(held.state('party', 'HK-PA001')).toMatchObject({ party: hk, zone, jurisdiction: 'HK' });
  });

  it('refuses a time zone that nobody knows', () => {
    given([])
      .when(ask('party', { ...describeParty, zone: 'Mars/Olympus' }))
      .then({ refused: 'programme.party.unknown-zone', params: { zone: 'Mars/Olympus' } });
  });
});

describe('person-role', () => {
  const kind = 'person-role';
  const appoint = { act: 'appoint', pseudonym: 'hk8b1e6f02', name, post: name, from: '2026-01-05' };

  it('stays in the private log', () => {
    const { result } = given([]).when(ask(kind, appoint));
    expect(result.ok && Object.keys(result.value[0].payloads)).toEqual(['internal']);
    given([])
      .when(ask(kind, { ...appoint, scope: 'public' }))
      .then({ refused: 'programme.scope.none-here' });
  });

  it('ends once and not before it began', () => {
    const held = given([]).when(ask(kind, appoint)).recorded();
    held.when(ask(kind, { act: 'end', until: '2026-01-01' }, 'HK-U001')).then({
      refused: 'programme.person-role.ends-before-start',
    });
    const ended = held.when(ask(kind, { act: 'end', until: '2026-06-30' }, 'HK-U001')).recorded();
    expect(ended.state(kind, 'HK-U001')).toMatchObject({ until: '2026-06-30' });
    ended
      .when(ask(kind, { act: 'end', until: '2026-07-31' }, 'HK-U001'))
      .then({ refused: 'programme.person-role.already-ended' });
    held.when(ask(kind, appoint, 'HK-U001')).then({ refused: 'programme.record.exists' });
  });
});

describe('log', () => {
  const origin = 'log.hong-kong.invalid/joint';
  const { schema: _, by: __, about: ___, act, ...fields } = kinds.log.example;
  const genesis = { act, ...fields, log: 'shared' };
  const root = 'ab'.repeat(32);

  it('opens with genesis and commits to the private log', () => {
    const opened = given([]).when(ask('log', genesis)).recorded();
    const held = opened.when(ask('log', { act: 'private-root', size: 4, root }, origin)).recorded();
    const state = held.state<LogState>('log', origin);
    expect(state).toMatchObject({
      origin,
      genesis: { mark: 'HK' },
      privateRoot: { size: 4, root },
    });
  });

  it('refuses a second genesis, and a private log that shrank', () => {
    const opened = given([]).when(ask('log', genesis)).recorded();
    opened.when(ask('log', genesis, origin)).then({ refused: 'programme.log.already-open' });
    opened
      .when(ask('log', { act: 'private-root', size: 4, root }, origin))
      .recorded()
      .when(ask('log', { act: 'private-root', size: 3, root }, origin))
      .then({ refused: 'programme.log.root-not-newer', params: { size: 3, before: 4 } });
  });

  it('is kept by its own party only, from entry 0', () => {
    const first = entry(hk, { ...(kinds.log.example as object), kind: 'log', about: origin, act });
    const foreign = entry(sz, { kind: 'log', about: origin, act: 'private-root', size: 9, root });
    expect(given([first, foreign]).fold('log', origin)).toMatchObject({ invalid: 1 });
    const late = given([
      entry(hk, { kind: 'log', about: origin, act: 'private-root', size: 1, root }),
      first,
    ]);
    expect(late.fold('log', origin)).toMatchObject({ state: undefined });
  });
});
