// What `comity KIND list` prints of states as folds make them.
import { describe, expect, it } from 'vitest';
import { given, hk, sz } from '../../../test/support/given.ts';
import { posts } from '../../../test/support/texts.ts';
import type { Json } from '../../base/json.ts';
import type { RecordView } from '../../projection/queries.ts';
import { defaultLanguage, languages } from '../../text/languages.ts';
import { readMessages } from '../locales.ts';
import { listLines } from './record-list.ts';

const hant = languages.find((language) => language.tag === 'zh-Hant') ?? defaultLanguage;
const words = { language: defaultLanguage, text: (key: string) => key.split('.').at(-1) ?? '' };
const view = (kind: string, id: string, state: unknown): RecordView<unknown> => ({
  ...{ id, kind, state },
  history: [],
});

const content = {
  title: { en: 'Harbour tunnel', 'zh-Hant': '海港隧道' },
  parts: [
    { party: hk, key: 'south', title: { en: 'South' } },
    { party: sz, key: 'north', title: { en: 'North' } },
  ],
};
const command = (fields: object) => fields as unknown as Json;
const propose = command({ act: 'propose', signatories: posts, content });
const part = command({
  act: 'open',
  title: { en: 'Southern section', 'zh-Hant': '南段' },
  partOf: { project: 'HK-P001', key: 'south' },
});
const held = given([])
  .when({ by: hk, kind: 'project', command: propose })
  .recorded()
  .when({ by: hk, kind: 'project', command: part })
  .recorded()
  .when({
    ...{ by: hk, kind: 'project', about: 'HK-P002' },
    command: command({ act: 'status', status: 'implementation' }),
  })
  .recorded();
const projects = ['HK-P001', 'HK-P002'].map((id) => view('project', id, held.state('project', id)));

describe('a list of texts in none of the languages of the command', () => {
  it('takes them in the order that the node has', () => {
    const title = { cs: 'Most', de: 'Brücke', pl: 'Mosty' };
    const record = view('story', 'JG-ST001', { title });
    const [line] = listLines({ ...words, textLanguages: ['pl', 'de', 'cs'] }, 'story', [record]);
    expect(line).toContain('Mosty');
  });
});

describe('the list of projects', () => {
  it('is a table of ids, titles, bases, statuses and parts', () => {
    expect(listLines(words, 'project', projects)).toEqual([
      'id       title             basis  status          parts',
      'HK-P001  Harbour tunnel    joint  open            south HK-P002, north –',
      'HK-P002  Southern section  part   implementation  HK-P001/south',
    ]);
  });

  it('has words for every status, in every language', () => {
    const messages = readMessages();
    const statuses = ['identification', 'preparation', 'implementation', 'completion', 'completed'];
    for (const status of [...statuses, 'cancelled', 'maintenance', 'decommissioning']) {
      const state = { ...(projects[1].state as object), status: { status } };
      for (const language of languages) {
        const text = (key: string) => messages.text(language, key);
        const lines = listLines({ language, text }, 'project', [view('project', 'HK-P002', state)]);
        expect(lines[1]).toMatch(/HK-P001\/south$/);
      }
    }
  });

  it('keeps its columns even where titles are Chinese', () => {
    const [, joint, own] = listLines({ ...words, language: hant }, 'project', projects);
    expect(joint).toContain('海港隧道  joint');
    expect(own).toContain('南段      part');
  });

  it('counts no record as a part of which the text names another party', () => {
    const foreign = { ...(projects[1].state as object), party: sz };
    const lines = listLines(words, 'project', [projects[0], view('project', 'HK-P002', foreign)]);
    expect(lines[1]).toContain('south –, north –');
  });
});

describe('the list of records', () => {
  it('says what each is called, in the reader’s language where it can', () => {
    const agreement = { texts: [{ content: { title: { en: 'Ferry', 'zh-Hant': '渡輪' } } }] };
    const procedure = { versions: [{ name: { en: 'Old' } }, { name: { en: 'Review' } }] };
    const one = (kind: string, state: unknown) =>
      listLines(words, kind, [view(kind, 'HK-X001', state)]);
    expect(one('agreement', agreement)).toEqual(['HK-X001      Ferry']);
    expect(one('procedure', procedure)).toEqual(['HK-X001      Review']);
    expect(one('organization', { name: { 'zh-Hans': '机构' } })).toEqual(['HK-X001      机构']);
    expect(one('schedule', { project: 'HK-P001' })).toEqual(['HK-X001      HK-P001']);
    expect(one('report', { subject: { name: { en: 'Office' } } })).toEqual(['HK-X001      Office']);
    expect(one('feedback', { record: 'SZ-P001' })).toEqual(['HK-X001      SZ-P001']);
    const pair = { offer: 'HK-OF001', need: 'SZ-NE001' };
    expect(one('introduction', pair)).toEqual(['HK-X001      HK-OF001 – SZ-NE001']);
    expect(one('term', { term: { en: 'crossing' } })).toEqual(['HK-X001      crossing']);
    expect(one('report', {})).toEqual(['HK-X001']);
    expect(listLines(words, 'agreement', [])).toEqual(['none']);
  });

  it('says which ends a link joins', () => {
    const link = {
      from: { project: 'SZ-P001', code: 'B200' },
      to: { case: 'HK-K001', stage: 'review' },
      ...{ type: 'FS', lagMinutes: 0, standing: 'proposed' },
    };
    expect(listLines(words, 'link', [view('link', 'HK-L001', link)])).toEqual([
      'HK-L001      SZ-P001/B200 FS HK-K001/review (proposed)',
    ]);
  });
});

describe('the list of other records', () => {
  it('has of a joint text what that is called, and of a mediation the matter', () => {
    const lines = (kind: string, id: string, state: object) =>
      listLines(words, kind, [view(kind, id, state)]);
    const need = { content: { need: { en: 'Keeping a boat' } }, joint: {} };
    expect(lines('pairing', 'HK-SP001', need)).toEqual(['HK-SP001     Keeping a boat']);
    const field = { content: { code: 'sport', label: { en: 'Sport' } } };
    expect(lines('field', 'HK-F001', field)).toEqual(['HK-F001      Sport']);
    const mediation = { matter: 'HK-N001', mediator: 'HK-OR001' };
    expect(lines('mediation', 'HK-ME001', mediation)).toEqual(['HK-ME001     HK-N001']);
  });
});
