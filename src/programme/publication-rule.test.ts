// docs/spec/model.md M183 to M185: which scope an act gets that names none, and when a record is due to be public.
import { describe, expect, it } from 'vitest';
import { type Asked, given, hk } from '../../test/support/given.ts';
import { agreementContent } from '../../test/support/texts.ts';
import type { Json } from '../base/json.ts';
import { kindNamed, kinds } from './kinds.ts';
import { duePublication, type PublicationDefaults } from './publication-rule.ts';
import type { Placed, StatementHead } from './statement.ts';

const hidden: PublicationDefaults = {
  ...{ meetings: 'programme', agreements: 'programme', drafts: 'programme' },
  ...{ cases: 'programme', decidedCases: 'programme', forecasts: 'programme' },
};
const name = { en: 'Office', 'zh-Hant': '辦事處', 'zh-Hans': '办事处' };
const describe_ = { act: 'describe', name };
const opened = {
  ...{ act: 'open', procedure: 'HK-PR001', project: 'HK-P001', title: name },
  happened: '2019-04-01',
};
const proposed = {
  act: 'propose',
  signatories: ['hong-kong', 'shenzhen'].map((party) => ({ party, post: { en: 'Secretary' } })),
  content: agreementContent() as Json,
};

/** The slots in which a command puts its first statement, or why it is refused. */
function slotsOf(asked: Omit<Asked, 'by'>): readonly string[] | string {
  const { result } = given([]).when({ by: hk, ...asked });
  return result.ok ? Object.keys(result.value[0]?.payloads ?? {}) : result.error.code;
}

describe('the scope of an act that names none', () => {
  it.each([
    ['approval-case', opened, 'cases'],
    ['agreement', proposed, 'drafts'],
  ] as const)('of %s is what the charter says', (kind, command, matter) => {
    expect(slotsOf({ kind, command })).toEqual(['public']);
    expect(slotsOf({ kind, command, publication: hidden })).toEqual(['programme']);
    const shown = { ...hidden, [matter]: 'public' } as const;
    expect(slotsOf({ kind, command, publication: shown })).toEqual(['public']);
    const { [matter]: _, ...unsaid } = hidden;
    const older = unsaid as PublicationDefaults;
    expect(slotsOf({ kind, command, publication: older })).toEqual(['public']);
  });

  it('is the one that is named, and public for kinds that no charter speaks of', () => {
    const said = { ...opened, scope: 'both' };
    const kind = 'approval-case';
    expect(slotsOf({ kind, command: said, publication: hidden })).toEqual(['public', 'programme']);
    const other = { kind: 'organization', command: describe_, publication: hidden };
    expect(slotsOf(other)).toEqual(['public']);
  });

  it('is decided by a matter that charters can name, in every kind with a rule', () => {
    const ruled = Object.values(kinds).filter(({ publication }) => publication !== undefined);
    expect(ruled.map((kind) => kind.name)).toEqual(
      expect.arrayContaining([
        'agreement',
        'approval-case',
        'body',
        'field',
        'forecast',
        'meeting',
      ]),
    );
    for (const { name: kind, publication, acts, scopes } of ruled) {
      const matters = acts.map((act) => publication?.first(act));
      const named = [...matters, publication?.later].filter((one) => one !== undefined);
      for (const one of named) expect(Object.keys(hidden), kind).toContain(one);
      expect(named.length, kind).toBeGreaterThan(0);
      expect(scopes, kind).toEqual(['public', 'programme']);
    }
  });
});

describe('an embargo', () => {
  const at = '2019-04-02T02:00:00Z';
  const publishAt = '2019-05-01T00:00:00Z';
  const kind = 'organization';

  it('keeps a new record to the parties, and stands in its first statement alone', () => {
    const held = given([]);
    const command = { ...describe_, publishAt };
    const { result } = held.when({ by: hk, kind, command, at });
    expect(result.ok && result.value).toMatchObject([
      { payloads: { programme: { act: 'describe', publishAt } } },
    ]);
    expect(result.ok && Object.keys(result.value[0]?.payloads ?? {})).toEqual(['programme']);
  });

  it('is refused in a later statement, beside another scope, for what all sign, and in the past', () => {
    const there = given([]).when({ by: hk, kind, command: describe_, at }).recorded();
    const again = { by: hk, kind, about: 'HK-OR001', command: { ...describe_, publishAt }, at };
    there.when(again).then({ refused: 'programme.publish-at.first', params: { at: publishAt } });
    for (const [command, code] of [
      [{ ...describe_, publishAt, scope: 'public' }, 'programme.publish-at.scope'],
      [{ ...describe_, publishAt, scope: 'both' }, 'programme.publish-at.scope'],
      [{ ...describe_, publishAt: at }, 'programme.publish-at.past'],
      [{ ...describe_, publishAt: 'tomorrow' }, 'programme.command.malformed'],
    ] as const)
      given([]).when({ by: hk, kind, command, at }).then({ refused: code });
    const text = { ...proposed, publishAt };
    const asked = { by: hk, kind: 'agreement', command: text, at };
    given([]).when(asked).then({ refused: 'programme.publish-at.joint' });
    const privately = { ...{ act: 'appoint', pseudonym: 'hk3f9a2c7d' }, ...{ name, post: name } };
    const inside = { by: hk, kind: 'person-role', command: { ...privately, publishAt }, at };
    given([]).when(inside).then({ refused: 'programme.scope.none-here' });
  });
});

describe('a record that only the parties have', () => {
  const rule = kindNamed('approval-case')?.publication;
  const shownOf = (fields: object) =>
    [{ statement: fields, place: {} }] as unknown as readonly Placed<StatementHead>[];
  const now = '2019-05-01T00:00:00Z';
  const due = (standing: string, defaults: PublicationDefaults | undefined, fields = {}) =>
    duePublication(rule, defaults, { state: { standing }, shown: shownOf(fields), now });
  const decided: PublicationDefaults = { ...hidden, decidedCases: 'public' };

  it('is due once it has come as far as the charter says', () => {
    expect(due('open', decided)).toBeUndefined();
    expect(due('stopped', decided)).toBeUndefined();
    expect(due('decided', decided)).toBe('state');
    expect(due('issued', decided)).toBe('state');
    expect(due('decided', hidden)).toBeUndefined();
    expect(due('decided', undefined)).toBeUndefined();
    const text = kindNamed('agreement')?.publication;
    const signed = { ...hidden, agreements: 'public' } as const;
    const at = (state: object) => duePublication(text, signed, { state, shown: [], now });
    expect([at({}), at({ inForce: 'a' }), at({ joint: { inForce: 'a' } })]).toEqual([
      undefined,
      'state',
      'state',
    ]);
  });

  it('is due at its instant, not before, whatever has become of it', () => {
    expect(due('decided', decided, { publishAt: '2019-05-01T00:00:01Z' })).toBeUndefined();
    expect(due('open', hidden, { publishAt: now })).toBe('instant');
    const moved = [
      { statement: { publishAt: '2019-04-01T00:00:00Z' }, place: {}, struck: {} },
      { statement: { publishAt: '2019-06-01T00:00:00Z' }, place: {} },
    ] as unknown as readonly Placed<StatementHead>[];
    const state = { standing: 'open' };
    expect(duePublication(rule, hidden, { state, shown: moved, now })).toBeUndefined();
  });
});
