// docs/spec/model.md M19: what a charter's text must hold.
import { describe, expect, it } from 'vitest';
import { given, hk, sz } from '../../../test/support/given.ts';
import { charterContent, charterParty, posts } from '../../../test/support/texts.ts';
import type { Json } from '../../base/json.ts';
import type { CharterState } from './charter.ts';

const kind = 'charter';
const propose = (changes: object, signatories: object = posts) => ({
  by: hk,
  kind,
  command: {
    act: 'propose',
    signatories,
    content: charterContent(changes as Record<string, unknown>),
  } as unknown as Json,
});
const alone = [posts[0]];

describe('decide on a charter', () => {
  it('lets one party found a programme alone and name whom it expects', () => {
    const parties = [charterParty(hk, 'HK')];
    const expects = [{ mark: 'SZ', name: { en: 'Shenzhen' } }];
    const proposed = given([]).when(propose({ parties, expects }, alone)).recorded();
    const { texts } = proposed.state<CharterState>(kind, 'HK-CH001');
    const signed = proposed
      .when({ by: hk, kind, about: 'HK-CH001', command: { act: 'sign', text: texts[0].hash } })
      .recorded();
    expect(signed.state<CharterState>(kind, 'HK-CH001').inForce).toBe(texts[0].hash);
  });

  it('needs the signature of every party it lists', () => {
    given([])
      .when(propose({}, alone))
      .then({ refused: 'programme.text.signatory-missing', params: { party: sz } });
  });

  it('refuses a party, a mark or a field given twice', () => {
    given([])
      .when(propose({ parties: [charterParty(hk, 'HK'), charterParty(hk, 'HKG')] }))
      .then({ refused: 'programme.charter.party-twice', params: { party: hk } });
    given([])
      .when(propose({ expects: [{ mark: 'SZ', name: { en: 'Shenzhen' } }] }))
      .then({ refused: 'programme.charter.mark-twice', params: { mark: 'SZ' } });
    const field = charterContent().fields as readonly object[];
    given([])
      .when(propose({ fields: [...field, ...field] }))
      .then({ refused: 'programme.charter.field-twice', params: { field: 'finance' } });
  });

  it('refuses a title that lacks a language of the programme', () => {
    given([])
      .when(propose({ title: { en: 'Only English' } }))
      .then({
        refused: 'programme.charter.missing-language',
        params: { language: 'zh-Hant', where: 'title' },
      });
  });

  it('refuses a time zone that nobody knows', () => {
    const parties = [{ ...charterParty(hk, 'HK'), zone: 'Asia/Atlantis' }];
    given([])
      .when(propose({ parties }, alone))
      .then({ refused: 'programme.charter.unknown-zone', params: { zone: 'Asia/Atlantis' } });
  });
});
