// Meetings, reports and the programme of the fixture of the pages.
import type { ProgrammeView } from '../../src/projection/queries.ts';
import { fixtureKey } from './kept-entry.ts';
import { signedText } from './web-agreements.ts';
import {
  hash1,
  hongKong,
  leafOf,
  line,
  originOf,
  place,
  programmeId,
  report,
  type Say,
  shenzhen,
} from './web-places.ts';

function speechOf(say: Say) {
  return {
    on: '2019-04-02',
    by: say('Chen Rugui', '陳如桂', '陈如桂'),
    post: say('Mayor of Shenzhen', '深圳市市長', '深圳市市长'),
    source: report,
  };
}

function heldMeeting(say: Say) {
  const speaker = speechOf(say);
  return {
    id: 'SZ-G001',
    party: shenzhen,
    sample: false,
    title: say('Hong Kong–Shenzhen Cooperation Conference', '深港合作會議', '深港合作会议'),
    body: 'HK-B001',
    place: say('Shenzhen', '深圳', '深圳'),
    date: '2019-04-02',
    chairs: [
      {
        party: hongKong,
        name: say('Matthew Cheung Kin-chung', '張建宗'),
        post: say('Chief Secretary for Administration', '政務司司長', '政务司司长'),
      },
      { party: shenzhen, name: speaker.by, post: speaker.post },
    ],
    agenda: [
      { id: '1', text: say('Financial services', '金融服務', '金融服务') },
      { id: '2', text: say('Cross-boundary infrastructure', '跨界基礎設施', '跨界基础设施') },
    ],
    decisions: [
      {
        id: 'd1',
        text: say(
          'A series of cooperation agreements was signed.',
          '雙方簽署多項合作協議。',
          '双方签署多项合作协议。',
        ),
        records: ['HK-A001', 'SZ-A001'],
      },
    ],
    facts: [
      {
        id: 'f1',
        text: say(
          'Liantang Port is expected to be finished by the end of this year.',
          '蓮塘口岸預計年底前建成。',
          '莲塘口岸预计年底前建成。',
        ),
        said: speaker,
      },
      { id: 'f2', text: say('Thirty-one projects for the Greater Bay Area start this year.') },
    ],
    documents: [report],
    minutes: 'kept' as const,
    answers: [
      {
        party: hongKong,
        answer: 'agreed' as const,
        place: place(hongKong, 9, '2026-11-23T08:00:00Z'),
      },
    ],
    said: { ...speaker, by: say('Shenzhen Government Online') },
    opened: place(shenzhen, 1, '2026-11-23T03:00:00Z'),
  };
}

/** Returns a meeting held, with sources, and one to come. */
export function meetingsOf(say: Say) {
  const state = heldMeeting(say);
  const planned = {
    ...state,
    id: 'HK-G001',
    party: hongKong,
    sample: true,
    date: '2026-12-09',
    title: say('Working group on crossings', '口岸工作小組', '口岸工作小组'),
    minutes: 'none' as const,
    answers: [],
    decisions: [],
    facts: [],
    documents: [],
  };
  const history = [
    line(place(shenzhen, 1, '2026-11-23T03:00:00Z', '2019-04-02'), {
      schema: 'meeting/1',
      act: 'open',
      about: 'SZ-G001',
      happened: '2019-04-02',
      said: state.said,
    }),
  ];
  return [
    { id: 'HK-G001', kind: 'meeting', state: planned, history: [] },
    { id: 'SZ-G001', kind: 'meeting', state, history },
  ];
}

/** Returns a report that its owner disputes and one without an answer. */
export function reportsOf(say: Say) {
  const state = {
    id: 'HK-R001',
    reporter: hongKong,
    owner: 'SZ' as never,
    sample: true,
    nestedKind: 'organization',
    subject: {
      name: say('Qianhai Authority (sample)', '前海管理局（示例）', '前海管理局（示例）'),
    },
    of: 'SZ-OR001',
    statements: [],
    answers: [
      {
        act: 'dispute' as const,
        of: [leafOf(4)],
        why: say('The office has another name.', '該部門另有名稱。', '该部门另有名称。'),
        place: place(shenzhen, 9, '2026-11-24T00:30:00Z'),
      },
    ],
    standing: 'disputed' as const,
  };
  const history = [
    line(place(hongKong, 10, '2026-11-23T09:00:00Z'), {
      schema: 'report/1',
      act: 'state',
      about: 'HK-R001',
      sample: true,
    }),
  ];
  return [
    { id: 'HK-R001', kind: 'report', state, history },
    {
      id: 'HK-R002',
      kind: 'report',
      state: { ...state, id: 'HK-R002', standing: 'unanswered' as const, answers: [] },
      history,
    },
  ];
}

function partiesOf(say: Say) {
  return [
    { party: hongKong, mark: 'HK', name: say('Hong Kong', '香港', '香港'), zone: 'Asia/Hong_Kong' },
    { party: shenzhen, mark: 'SZ', name: say('Shenzhen', '深圳', '深圳'), zone: 'Asia/Shanghai' },
  ] as const;
}

function charterOf(say: Say) {
  const parties = partiesOf(say);
  const key = (name: string) => `${name}+1a2b3c4d+AVb0wMc1yQ9kqg0o8r6yqNn6m0b1bW4eYb7xT0m5u3aF`;
  return {
    title: say('Shenzhen–Hong Kong Cooperation', '深港合作計劃', '深港合作计划'),
    parties: parties.map((party) => ({
      ...party,
      origin: originOf(party.party),
      logKey: fixtureKey(originOf(party.party), 'log'),
      witnessKey: fixtureKey(`witness.${party.party}.invalid`, 'witness'),
      requestKey: key(`request.${party.party}.invalid`),
    })),
    languages: ['en', 'zh-Hant', 'zh-Hans'],
    fields: [
      { id: 'crossings', label: say('Boundary crossings', '口岸', '口岸') },
      { id: 'research', label: say('Research and innovation', '科研創新', '科研创新') },
    ],
    witnesses: [
      {
        name: 'witness.invalid',
        key: fixtureKey('witness.invalid', 'witness'),
        url: 'http://127.0.0.1:4003',
      },
    ],
    publication: { meetings: 'public', agreements: 'public', drafts: 'programme' },
  };
}

/** Returns a programme of two parties with a concluded charter. */
export function programmeOf(say: Say): ProgrammeView {
  const parties = partiesOf(say);
  const content = charterOf(say);
  const text = {
    ...signedText(say),
    content,
  };
  return {
    id: programmeId,
    title: content.title,
    languages: content.languages,
    parties,
    sample: true,
    charter: {
      id: 'HK-CH001',
      kind: 'charter',
      state: {
        id: 'HK-CH001',
        sample: true,
        texts: [text],
        inForce: hash1,
        pending: 0,
        invalid: 0,
      } as never,
      history: [
        line(place(hongKong, 1, '2026-11-23T02:00:00Z'), {
          schema: 'charter/1',
          act: 'propose',
          about: 'HK-CH001',
          sample: true,
        }),
      ],
      concluded: { text: hash1, on: '2026-11-23' },
    },
  };
}
