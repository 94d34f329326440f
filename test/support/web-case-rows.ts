// The approval cases of the fixture of the pages, in the order of their numbers, each with what happened to it.
import type { PartyId } from '../../src/base/ids.ts';
import type { LanguageMap } from '../../src/programme/statement.ts';
import { hongKong, shenzhen } from './web-places.ts';
import type { Teller } from './web-story.ts';

/** Something that happened to a case, recorded on its day. */
interface CaseAct {
  readonly act: string;
  readonly on: string;
  readonly [member: string]: unknown;
}

/** A case: what it is about, and what happened from the first day on. */
export interface CaseRow {
  readonly by: PartyId;
  readonly id: string;
  readonly title: LanguageMap;
  readonly activity?: string;
  readonly procedure?: string;
  readonly acts: readonly CaseAct[];
}

/** Returns every case. */
export function casesOf(teller: Teller): readonly CaseRow[] {
  const shenzhens = [...openCases(teller), ...decidedCases(teller)];
  return [...shenzhens, ...hongKongCases(teller)];
}

function reasonOf({ say }: Teller): LanguageMap {
  return say(
    'The plan did not show the escape routes.',
    '圖則沒有標示逃生途徑。',
    '图纸没有标示疏散路线。',
  );
}

function reviewOf({ say }: Teller) {
  return {
    to: say('Panel of experts (sample)', '專家小組（示例）', '专家组（示例）'),
    kind: 'expert-review',
  };
}

/** Planned, running with a date that the authority states, to be stopped later, referred, overdue. */
function openCases(teller: Teller): readonly CaseRow[] {
  const { say, text } = teller;
  const by = shenzhen;
  const legalBasis = { law: text('Notice of promised periods'), article: text('Item 7') };
  return [
    {
      ...{ by, id: 'SZ-K001', activity: 'A10' },
      title: say('Acceptance of the crossing', '口岸驗收', '口岸验收'),
      acts: [{ act: 'plan', on: '2026-11-02' }],
    },
    {
      ...{ by, id: 'SZ-K002', activity: 'A20' },
      title: say('Fire-safety review of the hall', '大堂消防審查', '大厅消防审查'),
      acts: [
        { act: 'open', on: '2026-10-26', number: text('SZ-2026-0148') },
        { act: 'accept', on: '2026-10-29' },
        { act: 'state-due', on: '2026-11-02', clock: 'decision', due: '2026-12-04', legalBasis },
      ],
    },
    {
      ...{ by, id: 'SZ-K003', activity: 'A30' },
      title: say('Planning permit of the approach bridge', '連接橋規劃許可', '连接桥规划许可'),
      acts: [
        { act: 'open', on: '2026-10-26' },
        { act: 'accept', on: '2026-10-29' },
      ],
    },
    {
      ...{ by, id: 'SZ-K004', activity: 'A40' },
      title: say('Environmental approval of the plaza', '廣場環境影響審批', '广场环境影响审批'),
      acts: [
        { act: 'open', on: '2026-10-19' },
        { act: 'accept', on: '2026-10-21' },
        { act: 'refer', on: '2026-11-04', ...reviewOf(teller) },
      ],
    },
    {
      ...{ by, id: 'SZ-K005', activity: 'A50' },
      title: say('Opening of the road', '道路開挖', '道路开挖'),
      acts: [
        { act: 'open', on: '2026-08-03' },
        { act: 'accept', on: '2026-08-05' },
        { act: 'extend', on: '2026-08-20', days: 10, why: reasonOf(teller) },
      ],
    },
  ];
}

/** Decided and not delivered yet, issued after all that can happen before, and one whose procedure has no clock. */
function decidedCases(teller: Teller): readonly CaseRow[] {
  const { say, text } = teller;
  const by = shenzhen;
  const papers = say('Drawings of the bridge, revised', '經修訂的橋樑圖則', '修订后的桥梁图纸');
  const why = reasonOf(teller);
  const conditions = say('Levels are checked each quarter.', '每季檢查水位。', '每季检查水位。');
  return [
    {
      ...{ by, id: 'SZ-K006', activity: 'A60' },
      title: say('Drainage of the plaza', '廣場排水', '广场排水'),
      acts: [
        { act: 'open', on: '2026-09-07' },
        { act: 'accept', on: '2026-09-09' },
        { act: 'decide', on: '2026-10-22', outcome: 'approved', conditions },
      ],
    },
    {
      ...{ by, id: 'SZ-K007', activity: 'A70' },
      title: say('Construction permit', '施工許可', '施工许可'),
      acts: [
        { act: 'open', on: '2026-06-01' },
        { act: 'accept', on: '2026-06-03' },
        { act: 'stop', on: '2026-06-10', why, waitingFor: papers },
        { act: 'resume', on: '2026-06-24', note: papers },
        { act: 'refer', on: '2026-06-29', ...reviewOf(teller) },
        { act: 'end-referral', on: '2026-07-06', kind: 'expert-review' },
        { act: 'decide', on: '2026-07-16', outcome: 'approved' },
        { act: 'issue', on: '2026-07-20', number: text('P-061') },
        { act: 'appeal', on: '2026-07-27', why },
      ],
    },
    {
      ...{ by, id: 'SZ-K008', procedure: 'SZ-PR002' },
      title: say('Name plates', '名牌', '名牌'),
      acts: [{ act: 'open', on: '2026-10-20' }],
    },
  ];
}

/** Refused, withdrawn, decided by silence; a second case of one activity, one of none; one by a procedure unknown here. */
function hongKongCases(teller: Teller): readonly CaseRow[] {
  const { say } = teller;
  const by = hongKong;
  const why = reasonOf(teller);
  return [
    {
      ...{ by, id: 'HK-K001', activity: 'B10' },
      title: say('Licence of the X-ray system', 'X光系統牌照', 'X光系统许可'),
      acts: [
        { act: 'open', on: '2026-09-01' },
        { act: 'decide', on: '2026-09-24', outcome: 'refused' },
      ],
    },
    {
      ...{ by, id: 'HK-K002', activity: 'B20' },
      title: say('Night works at the bridge head', '橋頭夜間工程', '桥头夜间施工'),
      acts: [
        { act: 'open', on: '2026-10-05' },
        { act: 'withdraw', on: '2026-10-12', why },
      ],
    },
    {
      ...{ by, id: 'HK-K003', activity: 'B30' },
      title: say('Layout of the area', '區域佈局', '区域布局'),
      acts: [
        { act: 'open', on: '2026-08-03' },
        { act: 'deem', on: '2026-09-14', outcome: 'approved' },
      ],
    },
    {
      ...{ by, id: 'HK-K004', activity: 'B30' },
      title: say('Layout, a second time', '佈局（第二次）', '布局（第二次）'),
      acts: [{ act: 'plan', on: '2026-11-02' }],
    },
    {
      ...{ by, id: 'HK-K005', activity: 'B99' },
      title: say('Footbridge', '行人天橋', '人行天桥'),
      acts: [{ act: 'plan', on: '2026-11-02' }],
    },
    {
      ...{ by, id: 'HK-K006', procedure: 'HK-PR009' },
      title: say('Signs', '標誌', '标志'),
      acts: [{ act: 'open', on: '2026-10-20' }],
    },
  ];
}
