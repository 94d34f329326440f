// docs/spec/model.md M130 and M131: a record's owner keeps its texts in further languages beside it, each with the text that it
// was made from.
import { describe, expect, it } from 'vitest';
import { entry, given, hk, sha256, sz } from '../../test/support/given.ts';
import { agreementContent, posts } from '../../test/support/texts.ts';
import type { Json } from '../base/json.ts';
import { renditionsOf, sourceHashOf } from './renditions.ts';

const kind = 'organization';
const about = 'HK-OR001';
const name = { en: 'Highways Department' };
const held = given([entry(hk, { kind, about, act: 'describe', name })]);
const translation = {
  ...{ act: 'translate', field: 'name', language: 'zh-Hant', from: 'en' },
  ...{ text: '路政署', state: 'reviewed' },
};
const ask = (more: object = {}, by = hk) => ({
  ...{ by, kind, about },
  command: { ...translation, ...more } as Json,
});

describe('translating a text of a record', () => {
  it('keeps it beside the record, with the hash of what was translated and what made it', () => {
    const sourceHash = sourceHashOf(name.en, sha256);
    const done = held.when(ask({ tool: 'Table 3' })).then([
      {
        ...{ act: 'translate', about, field: 'name', language: 'zh-Hant', text: '路政署' },
        ...{ state: 'reviewed', sourceHash, tool: 'Table 3' },
      },
    ]);
    const after = done.recorded();
    expect(after.state(kind, about)).toEqual(held.state(kind, about));
    expect(after.fold(kind, about)).toMatchObject({ invalid: 0, pending: 0 });
    expect(after.fold(kind, about).translations).toMatchObject([{ text: '路政署', sourceHash }]);
    expect(after.fold(kind, about).shown.map(({ statement }) => statement.act)).toEqual([
      'describe',
      'translate',
    ]);
  });

  it('stays in the slot of the record unless the command says otherwise', () => {
    const slotsOf = (asked: object) => {
      const { result } = held.when({ ...ask(), ...asked });
      return result.ok ? Object.keys(result.value[0].payloads) : result.error.code;
    };
    expect(slotsOf({})).toEqual(['public']);
    expect(slotsOf({ bound: 'programme' })).toEqual(['programme']);
    const { command } = ask({ scope: 'programme' });
    expect(slotsOf({ command })).toEqual(['programme']);
    expect(slotsOf({ command, bound: 'public' })).toEqual(['programme']);
  });

  it('refuses what names no text, no source or no language of the programme, or a text that its owner wrote', () => {
    for (const [more, code] of [
      [{ field: 'nmae' }, 'programme.translate.unknown-field'],
      [{ field: 'roles' }, 'programme.translate.unknown-field'],
      [{ field: 'toString' }, 'programme.translate.unknown-field'],
      [{ language: 'pt' }, 'programme.translate.language-not-of-programme'],
      [{ language: 'en', from: 'zh-Hant' }, 'programme.translate.original-there'],
      [{ from: 'zh-Hans' }, 'programme.translate.no-source'],
      [{ sourceHash: '0'.repeat(64) }, 'programme.translate.source-changed'],
      [{ state: 'done' }, 'programme.command.malformed'],
      [{ text: undefined }, 'programme.command.malformed'],
    ] as const) {
      held.when(ask(more)).then({ refused: code });
    }
    held.when(ask({}, sz)).then({ refused: 'programme.record.not-owner', params: { id: about } });
  });

  it('refuses a joint record, whose texts are signed', () => {
    const proposed = given([])
      .when({
        ...{ by: hk, kind: 'agreement' },
        command: { act: 'propose', signatories: posts, content: agreementContent() } as Json,
      })
      .recorded();
    proposed
      .when({ ...ask({ field: 'title' }), kind: 'agreement', about: 'HK-A001' })
      .then({ refused: 'programme.translate.not-own', params: { kind: 'agreement' } });
  });
});

describe('a text in a language', () => {
  const own = { en: 'A', 'zh-Hant': '甲' };
  const made = (language: string, text: string, more: object = {}) => ({
    ...{ field: 'name', language, text, state: 'approved' as const },
    ...{ sourceHash: sourceHashOf('A', sha256), ...more },
  });
  const of = (...all: readonly ReturnType<typeof made>[]) =>
    renditionsOf({ name: 'name', own }, all, sha256)
      .slice(2)
      .map(({ language, text, state, tool }) => [language, text, state, tool].join(' ').trim());

  it('is the owner’s own where there is one, and else the last translation of that field', () => {
    expect(renditionsOf({ name: 'name', own }, [], sha256)).toEqual([
      { language: 'en', text: 'A', state: 'source' },
      { language: 'zh-Hant', text: '甲', state: 'source' },
    ]);
    expect(of(made('zh-Hant', '乙'))).toEqual([]);
    expect(of(made('pt', 'a'), made('pt', 'b'), { ...made('pt', 'c'), field: 'text' })).toEqual([
      'pt b approved',
    ]);
  });

  it('is stale once what it was made from is none of the owner’s texts', () => {
    const sourceHash = sourceHashOf('甲', sha256);
    expect(of(made('pt', 'a', { sourceHash, state: 'draft', tool: 't' }))).toEqual([
      'pt a draft t',
    ]);
    expect(of(made('pt', 'a', { sourceHash: sourceHashOf('Old', sha256) }))).toEqual([
      'pt a stale',
    ]);
  });
});
