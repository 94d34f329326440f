// docs/spec/model.md M173, M174: whom to ask, between the parties unless a command says otherwise, named by id alone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectOneState, someAct, someDay } from '../../../test/support/arrivals.ts';
import { entry, given, hk, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import { kinds } from '../kinds.ts';

const kind = 'contact';
const about = 'HK-CT001';
const channels = [
  { type: 'email', value: 'desk@berths.example' },
  { type: 'telephone', value: '+852 2345 6789' },
];
const describeIt = { act: 'describe', name: { en: 'Berths desk' }, channels };
const held = given([entry(hk, { kind, about, ...describeIt })]);
const ask = (fields: object, id: string | undefined = about, by = hk) => ({
  ...{ by, kind, command: fields as Json },
  ...(id === '' ? {} : { about: id }),
});

describe('a contact', () => {
  it('stays between the parties unless a command makes it public', () => {
    const slotsOf = (fields: object) => {
      const { result } = given([]).when(ask({ ...describeIt, ...fields }, ''));
      return result.ok ? result.value.map(({ payloads }) => Object.keys(payloads)) : result.error;
    };
    expect(slotsOf({})).toEqual([['programme']]);
    expect(slotsOf({ scope: 'public' })).toEqual([['public']]);
    expect(slotsOf({ scope: 'both' })).toEqual([['public', 'programme']]);
  });

  it('is as its owner described it last, with channels that can be used', () => {
    const name = { en: 'Berths and moorings' };
    const later = entry(hk, { kind, about, ...describeIt, name, happened: '2030-01-01' });
    const state = { id: about, party: hk, sample: false, channels, languages: [] };
    expect(given([later, ...held.entries]).state(kind, about)).toEqual({ ...state, name });
    held.when(ask(describeIt, about, sz)).then({ refused: 'programme.record.not-owner' });
    for (const channel of [
      { type: 'email', value: 'desk at berths' },
      { type: 'telephone', value: '2345' },
      { type: 'web', value: 'javascript:alert(1)' },
      { type: 'pigeon', value: 'grey' },
    ]) {
      given([])
        .when(ask({ ...describeIt, channels: [channel] }, ''))
        .then({ refused: 'programme.command.malformed' });
    }
  });

  it('is of an organization that is here', () => {
    const of = { ...describeIt, organization: 'HK-OR001' };
    const known = new Map([['HK-OR001', { kind: 'organization', state: {} }]]);
    given([])
      .when({ ...ask(of, ''), known })
      .then([{ organization: 'HK-OR001' }]);
    given([])
      .when({ ...ask(of, ''), known: new Map() })
      .then({ refused: 'programme.contact.unknown-organization' });
  });

  it('is closed once', () => {
    const close = { act: 'close', happened: '2019-06-01' };
    const gone = held.when(ask(close)).recorded();
    expect(gone.state(kind, about)).toMatchObject({ closedOn: '2019-06-01' });
    for (const later of [close, describeIt]) {
      gone.when(ask(later)).then({ refused: 'programme.contact.already-closed' });
    }
    given([]).when(ask(close, '')).then({ refused: 'programme.record.missing' });
  });

  it('is named by its id alone, by records that know it: offer, need, obstacle, organization, service', () => {
    for (const name of ['offer', 'need', 'obstacle', 'organization', 'service'] as const) {
      const {
        schema: _,
        by: __,
        about: ___,
        ...command
      } = kinds[name].example as object as {
        schema: string;
        by: string;
        about: string;
      };
      const named = {
        by: hk,
        at: '2026-11-25T01:00:00Z',
        kind: name,
        command: { ...command, contact: about } as unknown as Json,
      };
      const known = new Map(
        ['HK-OR001', 'SZ-OR001'].map((id) => [id, { kind: 'organization', state: {} }]),
      );
      const all = new Map([...known, [about, { kind, state: {} }]]);
      const outcome = given([]).when({ ...named, known: all });
      outcome.then([{ contact: about }]);
      const id = outcome.recorded().entries[0]?.statement.about ?? '';
      expect(outcome.recorded().state(name, id)).toMatchObject({ contact: about });
      given([])
        .when({ ...named, known })
        .then({ refused: 'programme.contact.unknown', params: { contact: about } });
    }
  });

  it('comes to one state whatever three logs hold of it, in any order', () => {
    expectOneState(kind, about, [
      someAct('describe', {
        name: fc.constantFrom({ en: 'Berths desk' }, { en: 'Moorings desk' }),
        channels: fc.constant(channels),
      }),
      someAct('close', { happened: someDay }),
    ]);
  });
});
