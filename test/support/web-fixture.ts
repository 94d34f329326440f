// A small programme in memory, as pages see it: two parties, agreements in every state, a meeting, reports, an alarm.
import type { Origin, PartyId } from '../../src/base/ids.ts';
import type { JointText } from '../../src/programme/joint.ts';
import type { AgreementContent } from '../../src/programme/kinds/agreement-content.ts';
import type { CommitmentState } from '../../src/programme/kinds/commitment.ts';
import type { LanguageMap, Place } from '../../src/programme/statement.ts';
import type {
  AgreementView,
  HistoryLine,
  NodeQueries,
  NodeStatus,
  ProgrammeView,
  Queries,
  Verification,
} from '../../src/projection/queries.ts';
import { languages } from '../../src/text/languages.ts';
import { createMessages } from '../../src/text/messages.ts';
import type { ReportElement, Site } from '../../src/web/site.ts';
import { readCatalogue } from './locales.ts';

const hongKong = 'hong-kong' as PartyId;
const shenzhen = 'shenzhen' as PartyId;
const now = '2026-11-24T02:30:00Z';
const programmeId = 'shenzhen-hong-kong';

/** How every text of a record is made: the test of escaping hands in another one. */
export type Say = (en: string, hant?: string, hans?: string) => LanguageMap;

const plain: Say = (en, hant, hans) => ({
  en,
  ...(hant === undefined ? {} : { 'zh-Hant': hant }),
  ...(hans === undefined ? {} : { 'zh-Hans': hans }),
});

/** Returns the leaf hash of entry n of the fixture. */
export function leafOf(n: number): string {
  return n.toString(16).padStart(64, 'a7c3e');
}

function originOf(party: PartyId): Origin {
  return `log.${party}.invalid/${programmeId}` as Origin;
}

function place(party: PartyId, index: number, at: string, day?: string): Place {
  const leaf = leafOf(index * 2 + (party === hongKong ? 0 : 1));
  return { origin: originOf(party), party, index, leaf, at, day: day ?? at.slice(0, 10) };
}

const report = {
  url: 'http://www.sz.gov.cn/en_szgov/news/latest/201904/t20190403.htm',
  title: 'SZ, HK deepen cooperation',
  accessed: '2026-11-20',
};

function line(
  where: Place,
  fields: { readonly schema: string; readonly act: string; readonly about: string } & Partial<
    HistoryLine['statement']
  >,
  standing: HistoryLine['standing'] = 'confirmed',
): HistoryLine {
  return { statement: { by: 'k7m2p9qxw4', ...fields }, place: where, standing };
}

const hash1 = '9f2c64d0b1e7483a5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3';
const hash2 = '1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a';
const hash3 = 'c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2';

function posts(say: Say) {
  return [
    {
      party: hongKong,
      post: say('Permanent Secretary (sample)', '常任秘書長（示例）', '常任秘书长（示例）'),
    },
    {
      party: shenzhen,
      post: say(
        'Director, Programme Office (sample)',
        '計劃辦公室主任（示例）',
        '项目办公室主任（示例）',
      ),
    },
  ];
}

function crossingContent(say: Say): AgreementContent {
  return {
    type: 'framework',
    title: say(
      'Framework Agreement on Boundary Crossings and Joint Planning',
      '關於口岸建設與共同規劃的框架協議',
      '关于口岸建设与共同规划的框架协议',
    ),
    authentic: ['en', 'zh-Hant', 'zh-Hans'],
    clauses: [
      {
        id: '1',
        heading: say('Purpose', '目的', '目的'),
        text: say(
          'The parties plan boundary crossings together from the first study to the opening day, and keep one schedule that both can read.',
          '雙方就口岸由初步研究至啟用當日共同規劃，並備存一份雙方均可查閱的時間表。',
          '双方就口岸从初步研究到启用当日共同规划，并保存一份双方均可查阅的时间表。',
        ),
      },
      {
        id: '2',
        heading: say('Approvals', '審批', '审批'),
        text: say(
          'Each party names the office that answers for an approval, and the day by which it answers.\n\nWhere a day passes, the party says why within ten working days.',
          '每方均須指明負責審批的部門及答覆限期。\n\n如逾期，該方須於十個工作天內說明原因。',
          '每一方均应指明负责审批的部门及答复期限。\n\n如逾期，该方应在十个工作日内说明原因。',
        ),
      },
      {
        id: '3',
        heading: say('Publication', '公布', '公布'),
        text: say(
          'Agreements, commitments and their days are published in English, Traditional Chinese and Simplified Chinese.',
          '協議、承諾事項及其限期以英文、繁體中文及簡體中文公布。',
          '协议、承诺事项及其期限以英文、繁体中文和简体中文公布。',
        ),
      },
    ],
    commitments: [],
    effective: { from: '2019-04-02', until: '2029-04-01' },
    meeting: 'SZ-G001' as AgreementContent['meeting'],
  };
}

type Text = JointText<AgreementContent>;

function signedText(say: Say): Text {
  const [first, second] = posts(say);
  const signed = (party: PartyId, index: number, post: LanguageMap) => ({
    party,
    post,
    by: 'k7m2p9qxw4',
    happened: '2019-04-02',
    place: place(party, index, '2026-11-23T06:05:00Z', '2019-04-02'),
    sample: true,
  });
  return {
    hash: hash1,
    base: null,
    signatories: posts(say),
    content: crossingContent(say),
    proposed: place(hongKong, 3, '2026-11-23T05:40:00Z'),
    proposedBy: 'k7m2p9qxw4',
    signatures: [signed(hongKong, 4, first!.post), signed(shenzhen, 3, second!.post)],
    declines: [],
    state: 'signed',
    signedOn: '2019-04-02',
  };
}

function declinedText(say: Say): Text {
  const { signatures: _signatures, signedOn: _signedOn, ...text } = signedText(say);
  return {
    ...text,
    hash: hash2,
    signatures: [],
    proposed: place(shenzhen, 2, '2026-11-23T04:10:00Z'),
    declines: [
      {
        party: hongKong,
        why: say(
          'Clause 2 named no day for an answer.',
          '第2條沒有訂明答覆限期。',
          '第2条没有写明答复期限。',
        ),
        withdrawn: false,
        place: place(hongKong, 2, '2026-11-23T05:00:00Z'),
      },
    ],
    state: 'dead',
    deadBecause: 'declined',
  };
}

function openText(say: Say): Text {
  const text = signedText(say);
  const { signedOn: _signedOn, ...rest } = text;
  return {
    ...rest,
    hash: hash3,
    openUntil: '2026-12-18',
    content: {
      ...text.content,
      type: 'memorandum',
      title: say(
        'Memorandum on the Pooling of University Research',
        '關於匯聚大學科研成果的諒解備忘錄',
        '关于汇聚高校科研成果的谅解备忘录',
      ),
      authentic: ['zh-Hant', 'zh-Hans'],
      clauses: text.content.clauses.slice(0, 1),
    },
    proposed: place(shenzhen, 6, '2026-11-24T01:02:00Z'),
    signatures: [{ ...text.signatures[1]!, place: place(shenzhen, 7, '2026-11-24T01:03:00Z') }],
    state: 'open',
  };
}

function agreementHistory(id: string, said: boolean): readonly HistoryLine[] {
  const on = { about: id, schema: 'agreement/1', sample: true as const };
  const speech = {
    on: '2019-04-02',
    by: { en: 'Shenzhen Government Online', 'zh-Hans': '深圳政府在线' },
    source: report,
  };
  return [
    line(place(hongKong, 4, '2026-11-23T06:05:00Z', '2019-04-02'), {
      ...on,
      act: 'sign',
      happened: '2019-04-02',
      ...(said ? { said: speech } : {}),
    }),
    line(place(shenzhen, 3, '2026-11-23T06:07:00Z', '2019-04-02'), {
      ...on,
      act: 'sign',
      happened: '2019-04-02',
    }),
    line(place(shenzhen, 2, '2026-11-23T04:10:00Z'), { ...on, act: 'propose' }),
    line(place(hongKong, 2, '2026-11-23T05:00:00Z'), { ...on, act: 'decline' }),
    line(place(hongKong, 3, '2026-11-23T05:40:00Z'), { ...on, act: 'propose' }),
    {
      ...line(place(hongKong, 5, '2026-11-23T07:00:00Z'), { ...on, act: 'notify' }, 'published'),
      struck: { by: place(hongKong, 6, now), why: 'Entered twice.' },
    },
  ];
}

function commitment(say: Say, n: number, fields: Partial<CommitmentState>) {
  const id = `HK-C00${n}`;
  const state: CommitmentState = {
    id,
    sample: true,
    agreement: 'HK-A001',
    text: hash1,
    clause: '2',
    debtors: [hongKong],
    creditors: [shenzhen],
    due: '2026-12-31',
    measure: say(
      'Name one office for every approval of the crossing',
      '為口岸的每項審批指定一個負責部門',
      '为口岸的每项审批指定一个负责部门',
    ),
    acts: [],
    standing: 'open',
    acceptedBy: [],
    disputedBy: [],
    ...fields,
  };
  return {
    id,
    kind: 'commitment',
    state,
    history: [
      line(place(hongKong, 7, now), {
        schema: 'commitment/1',
        act: 'progress',
        about: id,
        sample: true,
      }),
    ],
  };
}

function commitmentsOf(say: Say) {
  return [
    commitment(say, 1, {
      acts: [
        {
          party: hongKong,
          act: 'progress',
          day: '2026-11-20',
          note: say(
            'Nine of twelve offices are named.',
            '十二個部門中已指定九個。',
            '十二个部门中已指定九个。',
          ),
          place: place(hongKong, 7, now),
        },
      ],
    }),
    commitment(say, 2, {
      debtors: [shenzhen],
      creditors: [hongKong],
      clause: '1',
      due: '2026-10-14',
      measure: say(
        'Hand over the joint schedule of the crossing',
        '交付口岸的共同時間表',
        '移交口岸的共同时间表',
      ),
    }),
    commitment(say, 3, {
      debtors: [hongKong, shenzhen],
      creditors: [],
      clause: '3',
      due: '2026-06-30',
      measure: say(
        'Publish this agreement in three languages',
        '以三種語文公布本協議',
        '以三种语文公布本协议',
      ),
      standing: 'kept',
      keptOn: '2026-06-28',
      acceptedBy: [shenzhen],
      acts: [
        {
          party: hongKong,
          act: 'claim-kept',
          day: '2026-06-28',
          evidence: [report],
          place: place(hongKong, 8, now),
        },
        { party: shenzhen, act: 'accept', day: '2026-07-01', place: place(shenzhen, 8, now) },
      ],
    }),
  ];
}

function agreementsOf(say: Say): readonly AgreementView[] {
  const base = { sample: true, pending: 0, invalid: 0 };
  return [
    {
      id: 'HK-A001',
      kind: 'agreement',
      state: {
        ...base,
        id: 'HK-A001',
        texts: [declinedText(say), signedText(say)],
        inForce: hash1,
      },
      concluded: { text: hash1, on: '2019-04-02' },
      history: agreementHistory('HK-A001', true),
      commitments: commitmentsOf(say),
    },
    {
      id: 'SZ-A001',
      kind: 'agreement',
      state: { ...base, id: 'SZ-A001', texts: [openText(say)] },
      history: agreementHistory('SZ-A001', false).slice(2, 4),
      commitments: [],
    },
  ];
}

function meetingsOf(say: Say) {
  const speaker = {
    on: '2019-04-02',
    by: say('Chen Rugui', '陳如桂', '陈如桂'),
    post: say('Mayor of Shenzhen', '深圳市市長', '深圳市市长'),
    source: report,
  };
  const state = {
    id: 'SZ-G001',
    party: shenzhen,
    sample: false,
    title: say('Hong Kong–Shenzhen Cooperation Conference', '深港合作會議', '深港合作会议'),
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

function reportsOf(say: Say) {
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

function programmeOf(say: Say): ProgrammeView {
  const parties = [
    { party: hongKong, mark: 'HK', name: say('Hong Kong', '香港', '香港'), zone: 'Asia/Hong_Kong' },
    { party: shenzhen, mark: 'SZ', name: say('Shenzhen', '深圳', '深圳'), zone: 'Asia/Shanghai' },
  ];
  const key = (name: string) => `${name}+1a2b3c4d+AVb0wMc1yQ9kqg0o8r6yqNn6m0b1bW4eYb7xT0m5u3aF`;
  const content = {
    title: say('Shenzhen–Hong Kong Cooperation', '深港合作計劃', '深港合作计划'),
    parties: parties.map((party) => ({
      ...party,
      origin: originOf(party.party),
      logKey: key(originOf(party.party)),
      witnessKey: key(`witness.${party.party}.invalid`),
      requestKey: key(`request.${party.party}.invalid`),
    })),
    languages: ['en', 'zh-Hant', 'zh-Hans'],
    fields: [
      { id: 'crossings', label: say('Boundary crossings', '口岸', '口岸') },
      { id: 'research', label: say('Research and innovation', '科研創新', '科研创新') },
    ],
    witnesses: [
      { name: 'witness.invalid', key: key('witness.invalid'), url: 'http://127.0.0.1:4003' },
    ],
    publication: { meetings: 'public', agreements: 'public', drafts: 'programme' },
  };
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

/** The node's own answers, with an alarm where asked for. */
export function statusOf(text: (words: string) => string, alarm: 'alarm' | 'calm'): NodeStatus {
  const log = (party: PartyId, own: boolean) => ({
    party,
    origin: originOf(party),
    own,
    recordedSize: own ? 42 : 38,
    publishedSize: own ? 42 : 38,
    confirmedSize: own ? 41 : 38,
    payloads: { held: 36, notHeld: 1, erased: 1 },
    invalid: 0,
  });
  return {
    party: hongKong,
    name: 'hong-kong',
    version: '0.1.0',
    now,
    signing: { allowed: true },
    logs: [log(hongKong, true), log(shenzhen, false)],
    peers: [
      {
        name: 'shenzhen',
        url: 'http://127.0.0.1:4002',
        witnessOnly: false,
        lastContact: '2026-11-24T02:29:40Z',
        lastCosigned: { at: '2026-11-24T02:27:00Z', size: 41 },
        lagEntries: 0,
      },
      {
        name: 'witness.invalid',
        url: 'http://127.0.0.1:4003',
        witnessOnly: true,
        lastContact: '2026-11-24T02:10:00Z',
        lastError: {
          code: 'server.peer.timeout',
          at: '2026-11-24T02:20:00Z',
          detail: text('no answer within 10 s'),
        },
        lagEntries: 3,
      },
    ],
    refused: [
      {
        at: '2026-11-24T01:00:00Z',
        from: 'shenzhen',
        code: 'record.checkpoint.rollback',
        detail: text('size 37 after 38'),
      },
    ],
    alarms:
      alarm === 'calm'
        ? []
        : [
            {
              origin: originOf(shenzhen),
              party: shenzhen,
              since: '2026-11-24T02:00:00Z',
              state: 'proven',
              code: 'record.evidence.same-size',
              detail: text('two roots at size 38'),
              evidence: '/evidence/abc/1.evidence',
            },
            {
              origin: originOf(hongKong),
              party: hongKong,
              since: '2026-11-20T02:00:00Z',
              state: 'reported',
              code: 'record.witness.conflict',
              detail: text('refused by shenzhen'),
              closed: {
                at: '2026-11-21T02:00:00Z',
                why: text('The disk had been restored from a backup; healed from the peer.'),
              },
            },
          ],
    projection: { ready: true },
  };
}

function verificationOf(leaf: string): Verification {
  const origin = originOf(hongKong);
  return {
    leaf,
    origin,
    party: hongKong,
    index: 4,
    about: 'HK-A001',
    at: '2026-11-23T06:05:00Z',
    interval: {
      notBefore: { at: '2026-11-23T06:00:00Z', by: originOf(shenzhen) },
      notAfter: { at: '2026-11-23T06:06:00Z', by: 'witness.shenzhen.invalid' },
    },
    standing: 'confirmed',
    steps: [
      {
        check: 'payload',
        outcome: leaf === leafOf(1) ? 'failed' : 'passed',
        params: { scope: 'public' },
      },
      { check: 'inclusion', outcome: 'passed', params: { index: 4, size: 42 } },
      { check: 'checkpoint', outcome: 'passed', params: { key: origin, size: 42 } },
      {
        check: 'cosignature',
        outcome: 'passed',
        params: { name: 'shenzhen', key: 'witness.shenzhen.invalid', at: '2026-11-23T06:06:00Z' },
      },
      { check: 'cosignature', outcome: 'absent', params: { name: 'witness.invalid' } },
    ],
    files: {
      proof: `/log/${programmeId}/proof/${leaf}.tlog-proof`,
      entry: `/log/${programmeId}/entry/${leaf}`,
      payload: `/log/${programmeId}/payload/b2c3`,
      log: `/log/${programmeId}`,
    },
  };
}

function elementsOf(say: Say): readonly ReportElement[] {
  return [
    {
      id: 'E01',
      section: say('The conference', '會議', '会议'),
      text: say(
        'A conference reviewed eight fields of cooperation.',
        '會議檢視八個合作範疇。',
        '会议回顾八个合作领域。',
      ),
      state: 'real',
      link: '/meetings/SZ-G001',
    },
    {
      id: 'E02',
      section: say('The conference', '會議', '会议'),
      text: say('A series of agreements was signed.', '雙方簽署多項協議。', '双方签署多项协议。'),
      state: 'sample',
      link: '/agreements/HK-A001',
      note: say(
        'Their text is not public; the texts here are invented.',
        '協議文本並未公開，此處為虛構內容。',
        '协议文本并未公开，此处为虚构内容。',
      ),
    },
    {
      id: 'E03',
      section: say('Projects', '項目', '项目'),
      text: say('Five of the seven big actions.', '七大行動中的五項。', '七大行动中的五项。'),
      state: 'not-in-source',
    },
    {
      id: 'E04',
      section: say('Projects', '項目', '项目'),
      text: say('Thirty-one projects start this year.', '本年啟動31個項目。', '今年启动31个项目。'),
      state: 'not-built',
    },
  ];
}

function queriesOf(say: Say): Queries {
  const agreements = agreementsOf(say);
  const meetings = meetingsOf(say);
  const organization = {
    id: 'SZ-OR001',
    party: shenzhen,
    sample: true,
    name: say(
      'Shenzhen Programme Office (sample)',
      '深圳計劃辦公室（示例）',
      '深圳项目办公室（示例）',
    ),
    identifier: { scheme: 'CN-SZ', id: '440300-1' },
    url: 'https://office.invalid/',
  };
  const party = {
    id: 'HK-PA001',
    party: hongKong,
    sample: true,
    name: say('Hong Kong', '香港', '香港'),
    jurisdiction: 'HK',
    zone: 'Asia/Hong_Kong',
    languages: ['zh-Hant', 'en'],
  };
  const latest = agreements.flatMap((agreement) => agreement.history).slice(0, 6);
  return {
    programme: async () => programmeOf(say),
    agreements: async () => agreements,
    agreement: async (id) => agreements.find((agreement) => agreement.id === id),
    meetings: async () => meetings,
    meeting: async (id) => meetings.find((meeting) => meeting.id === id),
    commitments: async () => commitmentsOf(say),
    organizations: async () => [
      { id: 'SZ-OR001', kind: 'organization', state: organization, history: [] },
    ],
    parties: async () => [{ id: 'HK-PA001', kind: 'party', state: party, history: [] }],
    reports: async () => reportsOf(say),
    latest: async (count) => latest.slice(0, count),
  };
}

/** What a test may change of the fixture. */
export interface FixtureOptions {
  readonly say?: Say;
  /** Applied to texts of the node that are not in languages. */
  readonly text?: (words: string) => string;
  readonly alarm?: 'alarm' | 'calm';
}

/** Returns everything that the pages are handed: demonstration, sample programme, node of Hong Kong. */
export function createSite(options: FixtureOptions = {}): Site {
  const { say = plain, text = (words) => words, alarm = 'calm' } = options;
  const queries = queriesOf(say);
  const node: NodeQueries = {
    status: async () => statusOf(text, alarm),
    verify: async (leaf) => (leaf.startsWith('f') ? undefined : verificationOf(leaf)),
    leavesOf: async (id) => (await queries.agreement(id))?.history ?? [],
  };
  return {
    queries,
    node,
    messages: createMessages(readCatalogue(languages.map(({ tag }) => tag))),
    demonstration: true,
    report: elementsOf(say),
    nodeName: 'hong-kong',
  };
}
