// docs/spec/model.md M182: a mediation is a pointer in the private log; it is opened once and closed once.
import { describe, expect, it } from 'vitest';
import { entry, given, hk, leafOf } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import { parsePayload } from '../fold.ts';
import type { KnownRecord } from '../kind.ts';
import { mediation } from './mediation.ts';

const kind = 'mediation';
const about = 'HK-ME001';
const at = '2019-04-02T02:00:00Z';
const known: ReadonlyMap<string, KnownRecord> = new Map([
  ['HK-OR001', { kind: 'organization', state: {} }],
  ['SZ-N001', { kind: 'introduction', state: {} }],
]);
const refer = {
  ...{ act: 'refer', matter: 'SZ-N001', mediator: 'HK-OR001' },
  ...{ reference: 'MH-2019-014', happened: '2019-03-01' },
};
const close = { act: 'close', outcome: 'settled', happened: '2019-04-01' };
const ask = (command: object, id?: string) => ({
  ...{ by: hk, kind, at, known, command: command as Json },
  ...(id === undefined ? {} : { about: id }),
});
const open = given([]).when(ask(refer)).recorded();

describe('a mediation', () => {
  it('says which matter went to which mediator, when, and with which outcome', () => {
    expect(open.state(kind, about)).toEqual({
      ...{ id: about, sample: false, matter: 'SZ-N001', mediator: 'HK-OR001' },
      ...{ reference: 'MH-2019-014', openedOn: '2019-03-01' },
    });
    const closed = open.when(ask(close, about)).recorded();
    expect(closed.state(kind, about)).toMatchObject({
      closed: { on: '2019-04-01', outcome: 'settled' },
    });
    closed
      .when(ask(close, about))
      .then({ refused: 'programme.mediation.already-closed', params: { date: '2019-04-01' } });
  });

  it('stays in the private log, whatever is asked', () => {
    const { result } = given([]).when(ask(refer));
    const slots = result.ok ? result.value.map(({ payloads }) => Object.keys(payloads)) : [];
    expect(slots).toEqual([['internal']]);
    for (const scope of ['public', 'programme', 'both']) {
      given([])
        .when(ask({ ...refer, scope }))
        .then({ refused: 'programme.scope.none-here', params: { kind } });
    }
    open.when(ask({ act: 'publish' }, about)).then({ refused: 'programme.scope.none-here' });
    const payload = mediation.example as unknown as Json;
    for (const scope of ['public', 'programme'] as const) {
      expect(parsePayload(payload, scope)).toMatchObject({
        ok: false,
        error: [{ code: 'programme.payload.scope' }],
      });
    }
  });

  it('is of a record that is here, before an organization', () => {
    given([])
      .when(ask({ ...refer, matter: 'HK-O009' }))
      .then({ refused: 'programme.mediation.unknown-matter', params: { record: 'HK-O009' } });
    given([])
      .when(ask({ ...refer, mediator: 'HK-OR009' }))
      .then({
        refused: 'programme.mediation.unknown-mediator',
        params: { organization: 'HK-OR009' },
      });
    const of = leafOf(open, 'refer');
    const { act, ...rest } = { ...refer, matter: 'HK-O009' };
    const rectify = { act: 'rectify', of, content: { act, ...rest }, why: { en: 'A slip.' } };
    open.when(ask(rectify, about)).then({ refused: 'programme.mediation.unknown-matter' });
  });

  it('is opened once and closed once, on days that have come, in that order', () => {
    open.when(ask(refer, about)).then({ refused: 'programme.record.exists' });
    given([]).when(ask(close)).then({ refused: 'programme.record.missing' });
    const future = 'programme.mediation.future';
    given([])
      .when(ask({ ...refer, happened: '2019-04-03' }))
      .then({ refused: future, params: { date: '2019-04-03', today: '2019-04-02' } });
    open.when(ask({ ...close, happened: '2019-04-03' }, about)).then({ refused: future });
    open.when(ask({ ...close, happened: '2019-02-28' }, about)).then({
      refused: 'programme.mediation.closed-before-opened',
      params: { opened: '2019-03-01' },
    });
    const twice = given([
      entry(hk, { kind, about, ...refer }),
      entry(hk, { kind, about, ...refer }),
      entry(hk, { kind, about, ...close }),
      entry(hk, { kind, about, ...close }),
    ]);
    expect(twice.fold(kind, about)).toMatchObject({ invalid: 2, pending: 0 });
  });
});
