// docs/spec/model.md M27: what every command is checked for, whatever its kind.
import { describe, expect, it } from 'vitest';
import { entry, given, hk, leafOf, sz } from '../../test/support/given.ts';
import { agreementContent, posts, signedByBoth } from '../../test/support/texts.ts';
import type { Json } from '../base/json.ts';

const kind = 'organization';
const about = 'HK-OR001';
const name = { en: 'Highways Department' };
const described = given([entry(hk, { kind, about, act: 'describe', name })]);
const of = leafOf(described, 'describe');
const why = { en: 'A mistake.' };
const ask = (command: Json, by = hk) => ({ by, kind, about, command });

describe('decide', () => {
  it('refuses an unknown kind, an unknown command and a malformed one', () => {
    const command = { act: 'describe', name };
    given([])
      .when({ by: hk, kind: 'timetable', command })
      .then({ refused: 'programme.kind.unknown', params: { kind: 'timetable' } });
    given([])
      .when({ by: hk, kind, command: { act: 'merge' } })
      .then({
        refused: 'programme.command.unknown',
        params: { kind, act: 'merge', acts: 'describe, close' },
      });
    for (const bad of [{ act: 'describe' }, { ...command, nmae: 1 }, 'text', null, { name }]) {
      given([])
        .when({ by: hk, kind, command: bad as Json })
        .then({ refused: 'programme.command.malformed' });
    }
    given([])
      .when({ by: hk, kind, command: { act: 'describe', name: { en: '\ud800' } } })
      .then({ refused: 'programme.command.malformed', params: { path: 'name.en' } });
  });

  it('puts statements in the public slot unless the command says otherwise', () => {
    const slots = (scope: object) => {
      const { result } = given([]).when({
        by: hk,
        kind,
        command: { act: 'describe', name, ...scope },
      });
      return result.ok ? Object.keys(result.value[0].payloads).sort() : [];
    };
    expect(slots({})).toEqual(['public']);
    expect(slots({ scope: 'programme' })).toEqual(['programme']);
    expect(slots({ scope: 'both' })).toEqual(['programme', 'public']);
  });

  it('refuses what does not fit one payload', () => {
    const text = { en: '長'.repeat(20_000), 'zh-Hant': '長'.repeat(20_000) };
    const content = agreementContent({ clauses: [{ id: '1', text }] });
    given([])
      .when({
        by: hk,
        kind: 'agreement',
        command: { act: 'propose', signatories: posts, content } as Json,
      })
      .then({ refused: 'programme.payload.too-large', params: { max: 65_536 } });
  });

  it('marks every statement on a sample subject', () => {
    const sample = given([entry(hk, { kind, about, act: 'describe', name, sample: true })]);
    sample.when(ask({ act: 'close', happened: '2020-01-01' })).then([{ sample: true }]);
  });

  it('lets the author rectify and retract, and nobody else', () => {
    const content = { act: 'describe', name: { en: 'Meant' } };
    const rectified = described.when(ask({ act: 'rectify', of, content, why })).recorded();
    expect(rectified.state(kind, about)).toMatchObject({ name: { en: 'Meant' } });
    described.when(ask({ act: 'retract', of, why })).then([{ act: 'retract', of }]);
    described
      .when(ask({ act: 'retract', of, why }, sz))
      .then({ refused: 'programme.record.not-owner', params: { id: about } });
  });

  it('refuses to rectify what is unknown, retracted, of another act, or malformed', () => {
    const content = { act: 'describe', name };
    described
      .when(ask({ act: 'retract', of: '0'.repeat(64), why }))
      .then({ refused: 'programme.statement.unknown' });
    described
      .when(ask({ act: 'retract', of, why }))
      .recorded()
      .when(ask({ act: 'rectify', of, content, why }))
      .then({ refused: 'programme.statement.retracted' });
    described
      .when(ask({ act: 'rectify', of, content: { act: 'close', happened: '2020-01-01' }, why }))
      .then({ refused: 'programme.statement.not-rectifiable', params: { act: 'describe' } });
    described
      .when(ask({ act: 'rectify', of, content: { act: 'describe' }, why }))
      .then({ refused: 'programme.command.malformed', params: { path: 'content.name' } });
    described.when(ask({ act: 'retract', of })).then({ refused: 'programme.command.malformed' });
  });

  it('refuses to take back a proposal, a signature or a refusal to sign', () => {
    const signed = given(signedByBoth('agreement'));
    const command = { act: 'retract', of: leafOf(signed, 'propose'), why };
    signed
      .when({ by: hk, kind: 'agreement', about: 'HK-A001', command })
      .then({ refused: 'programme.statement.fixed', params: { act: 'propose' } });
  });
});
