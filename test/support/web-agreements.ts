// Agreements and commitments of the fixture of the pages, one in every state.
import type { PartyId } from '../../src/base/ids.ts';
import type { JointText } from '../../src/programme/joint.ts';
import type { AgreementContent } from '../../src/programme/kinds/agreement-content.ts';
import type { CommitmentState } from '../../src/programme/kinds/commitment.ts';
import type { LanguageMap } from '../../src/programme/statement.ts';
import type { AgreementView, HistoryLine } from '../../src/projection/queries.ts';
import {
  hash1,
  hash2,
  hash3,
  hongKong,
  line,
  now,
  place,
  report,
  type Say,
  shenzhen,
} from './web-places.ts';

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

/** Returns the text that both have signed. */
export function signedText(say: Say): Text {
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

/** Returns commitments in progress, late and kept. */
export function commitmentsOf(say: Say) {
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

/** Returns one agreement that is concluded, with a declined text beside it, and one that is open. */
export function agreementsOf(say: Say): readonly AgreementView[] {
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
