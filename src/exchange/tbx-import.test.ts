// docs/spec/exchange.md X96: what an import of terms would do, against what is on record.
import { describe, expect, it } from 'vitest';
import type { PartyId } from '../base/ids.ts';
import type { TermState } from '../programme/kinds/term.ts';
import { planTerms, type TermImport } from './tbx-import.ts';
import type { TbxConcept } from './tbx-shape.ts';

const languages = ['en', 'zh-Hant', 'zh-Hans'];
const words = { en: 'tide gate', 'zh-Hant': '水閘', 'zh-Hans': '水闸' };
const source = { url: 'https://a.example/', title: 'A list', accessed: '2026-11-09' };

function state(fields: Partial<TermState> = {}): TermState {
  return {
    ...{ id: 'HK-T001', party: 'hong-kong' as PartyId, sample: false, concept: 'tide-gate' },
    ...{ term: words, definition: { en: 'A gate.' }, field: 'transport', source },
    status: 'approved',
    ...fields,
  };
}

function concept(fields: Partial<TbxConcept> = {}): TbxConcept {
  const [line, column] = [7, 30];
  return {
    ...{ id: 'tide-gate', line, column, sample: false },
    ...{ term: words, definition: { en: 'A gate.' } },
    ...fields,
  };
}

function plan(
  concepts: readonly TbxConcept[],
  own: readonly TermState[] = [],
  given: Partial<TermImport> = {},
) {
  const { rows, issues } = planTerms(concepts, {
    ...{ mark: 'HK', languages, sample: false },
    fields: [{ id: 'transport', label: { en: 'Ways', 'zh-Hant': '交通' } }],
    own: own.map((one) => ({ state: one, isPublic: true })),
    ...given,
  });
  return { rows, issues, codes: issues.map(({ code }) => code) };
}

const whats = ({ rows }: ReturnType<typeof plan>) =>
  rows.map(({ what, record, why }) => [what, record ?? '', why?.code ?? '']);

describe('an import of terms', () => {
  it('makes a new draft of what is not on record, approved where the file prefers it in every language', () => {
    const { rows } = plan([concept(), concept({ id: 'sluice 2', status: 'approved', source })]);
    const define = { act: 'define', term: words, definition: { en: 'A gate.' } };
    expect(rows.map(({ command }) => command)).toEqual([
      { ...define, concept: 'tide-gate', status: 'draft' },
      { ...define, concept: 'sluice-2', status: 'approved', source },
    ]);
    const lacking = concept({ status: 'approved', term: { en: 'a', 'zh-Hans': '甲' } });
    const found = plan([lacking]);
    expect(found.rows[0]?.status).toBe('draft');
    expect(found.issues).toEqual([
      {
        ...{ code: 'exchange.tbx-incomplete', line: 7, column: 30 },
        params: { id: 'tide-gate', languages: 'zh-Hant' },
      },
    ]);
  });

  it('knows its records by the id that was written here, else by the concept’s word', () => {
    const other = state({ id: 'HK-T002', concept: 'sluice' });
    const own = [state(), other];
    const same = plan([concept({ id: 'HK-T002_sluice' }), concept()], own);
    expect(whats(same)).toEqual([
      ['same', 'HK-T002', ''],
      ['same', 'HK-T001', ''],
    ]);
    // A record of that number with another concept is another one.
    expect(whats(plan([concept({ id: 'HK-T002_tide-gate' })], own))).toEqual([
      ['same', 'HK-T001', ''],
    ]);
    expect(whats(plan([concept({ id: 'HK-T009_weir' })], own))).toEqual([['new', '', '']]);
    const retired = state({ id: 'HK-T003', concept: 'weir', status: 'retired' });
    const again = state({ id: 'HK-T004', concept: 'weir' });
    expect(whats(plan([concept({ id: 'weir' })], [retired, again]))[0]?.[1]).toBe('HK-T004');
  });

  it('says what is changed, and keeps what the file does not say', () => {
    const changed = concept({
      ...{ term: { en: 'tidal gate' }, definition: { 'zh-Hant': '閘。' } },
      ...{ field: '交通', source: { ...source, accessed: '2026-11-10' } },
    });
    const { rows } = plan([changed], [state({ field: 'water' })]);
    expect(rows).toMatchObject([
      {
        ...{ what: 'changed', record: 'HK-T001' },
        changes: ['term', 'definition', 'field', 'source'],
        command: {
          ...{ act: 'define', concept: 'tide-gate', status: 'approved', field: 'transport' },
          term: { ...words, en: 'tidal gate' },
          definition: { en: 'A gate.', 'zh-Hant': '閘。' },
          source: { accessed: '2026-11-10' },
        },
      },
    ]);
    const approved = plan([concept({ status: 'approved' })], [state({ status: 'draft' })]);
    expect(approved.rows[0]?.changes).toEqual(['status']);
    const blanks = state({ definition: { en: ' A\n\u0007gate. ' } });
    expect(plan([concept()], [blanks]).rows[0]?.what).toBe('same');
  });

  it('takes status, sample and scope as asked; what only the parties may read stays so', () => {
    const status = 'approved';
    const { rows } = plan([concept(), concept({ id: 'b', sample: true })], [], {
      ...{ status, sample: false, scope: 'programme' },
    });
    expect(rows.map(({ command }) => [command?.status, command?.scope, command?.sample])).toEqual([
      ['approved', 'programme', undefined],
      ['approved', 'programme', true],
    ]);
    expect(plan([concept()], [], { sample: true }).rows[0]?.command?.sample).toBe(true);
    const draft = plan([concept()], [state()], { status: 'draft' }).rows[0];
    expect([draft?.what, draft?.command?.status, draft?.command?.scope]).toEqual([
      ...['changed', 'draft', undefined],
    ]);
    const own = [{ state: state(), isPublic: false }];
    const hidden = plan([concept()], [], { own, status: 'draft' }).rows[0];
    expect(hidden?.command?.scope).toBe('programme');
  });

  it('leaves out with a reason what is no term of this party, or cannot be one', () => {
    const retired = state({ id: 'HK-T003', concept: 'weir', status: 'retired' });
    const own = [state(), retired];
    const found = plan(
      [
        concept({ id: 'SZ-T001_tide-gate' }),
        concept({ id: '水閘' }),
        concept({ id: 'tide gate' }),
        concept(),
        concept({ id: 'dam', definition: {} }),
        concept({ id: 'lock', status: 'retired' }),
        concept({ id: 'weir' }),
      ],
      own,
    );
    expect(whats(found)).toEqual([
      ['left-out', '', 'exchange.tbx-other-party'],
      ['left-out', '', 'exchange.tbx-id'],
      ['same', 'HK-T001', ''],
      ['left-out', 'HK-T001', 'exchange.tbx-id-twice'],
      ['left-out', '', 'exchange.tbx-no-definition'],
      ['left-out', '', 'exchange.tbx-deprecated'],
      ['left-out', 'HK-T003', 'exchange.tbx-retired'],
    ]);
    expect(found.rows.every(({ what, command }) => what === 'same' || command === undefined)).toBe(
      true,
    );
    expect(whats(plan([concept({ id: 'weir', status: 'retired' })], own))).toEqual([
      ['same', 'HK-T003', ''],
    ]);
  });

  it('says which field is none of the programme, and takes no other for it', () => {
    const { rows, codes } = plan([concept({ field: 'Fishing' })], [state()]);
    expect([rows[0]?.what, codes]).toEqual(['same', ['exchange.tbx-field']]);
    expect(plan([concept({ field: ' WAYS ' })]).rows[0]?.command?.field).toBe('transport');
  });
});
