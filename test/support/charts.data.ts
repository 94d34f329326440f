// Sample data for tests of charts, of the size of a real programme: a port rebuilt by two sides over eleven years.
// Invented: names follow the press, dates and approvals are samples.

import type { FlowData } from '../../src/web/charts/flow-data.ts';
import type { GanttActivity, GanttData, GanttLink } from '../../src/web/charts/gantt-layout.ts';
import type { HistogramData } from '../../src/web/charts/histogram.ts';
import type { RankingData } from '../../src/web/charts/ranking.ts';
import type { Saying, SlipData } from '../../src/web/charts/slip-data.ts';
import { hongKong, plain, shenzhen } from './web-places.ts';

const today = '2026-11-24';
const dataDate = '2026-10-31';
type Row = readonly [
  id: string,
  kind: GanttActivity['kind'],
  en: string,
  hant: string,
  hans: string,
  start: string,
  finish: string,
  more?: Partial<GanttActivity>,
];

const done = { actualStart: '', actualFinish: '' };
const critical = { critical: true };

/** Rows of Hong Kong. */
const hkRows: readonly Row[] = [
  [
    'HK-P001/A10',
    'work',
    'Feasibility study of the co-located port',
    '一地兩檢口岸可行性研究',
    '一地两检口岸可行性研究',
    '2018-03-01',
    '2019-08-30',
    done,
  ],
  [
    'HK-K001/main',
    'approval',
    'Environmental permit under the EIA Ordinance',
    '《環境影響評估條例》下的環境許可證',
    '《环境影响评估条例》项下的环境许可证',
    '2019-09-02',
    '2020-11-13',
    { ...done, suspended: [{ from: '2020-02-03', to: '2020-05-04' }], due: '2020-10-30' },
  ],
  [
    'HK-K002/main',
    'approval',
    'Funding approval by the Finance Committee',
    '財務委員會撥款審批',
    '财务委员会拨款审批',
    '2020-11-16',
    '2021-06-25',
    { ...done, due: '2021-07-30' },
  ],
  [
    'HK-P001/A20',
    'work',
    'Demolition of the old Lok Ma Chau control point',
    '拆卸舊落馬洲管制站',
    '拆除旧落马洲管制站',
    '2021-07-02',
    '2023-02-28',
    done,
  ],
  [
    'HK-P001/A30',
    'work',
    'Hong Kong port area: fitting out and systems',
    '港方口岸區：裝修及系統',
    '港方口岸区：装修及系统',
    '2024-09-02',
    '2027-01-29',
    { ...critical, actualStart: '2024-09-02', p50Finish: '2027-02-26', p80Finish: '2027-05-14' },
  ],
  [
    'HK-K003/main',
    'approval',
    'Subsidiary legislation on the Hong Kong port area',
    '港方口岸區附屬法例',
    '港方口岸区附属法例',
    '2026-05-04',
    '2027-03-19',
    {
      ...critical,
      actualStart: '2026-05-04',
      holder: 'authority',
      p50Finish: '2027-03-26',
      p80Finish: '2027-06-30',
      due: '2027-05-31',
    },
  ],
  [
    'HK-K004/main',
    'approval',
    'Fire certificate and occupation permit',
    '消防證書及佔用許可證',
    '消防证书及占用许可证',
    '2026-09-01',
    '2027-02-12',
    {
      actualStart: '2026-09-01',
      suspended: [{ from: '2026-10-12' }],
      holder: 'applicant',
      p50Finish: '2027-03-05',
      p80Finish: '2027-04-30',
      due: '2027-06-30',
    },
  ],
  [
    'HK-P001/A40',
    'work',
    'Recruitment and training of immigration and customs officers',
    '招募及培訓出入境及海關人員',
    '招录及培训出入境和海关人员',
    '2025-10-01',
    '2026-10-15',
    { actualStart: '2025-10-01', p50Finish: '2026-12-18', p80Finish: '2027-02-19' },
  ],
  [
    'HK-P001/A50',
    'work',
    'Joint trial operation, Hong Kong part',
    '聯合試運行（港方）',
    '联合试运行（港方）',
    '2027-03-22',
    '2027-06-25',
    { ...critical, p50Finish: '2027-07-09', p80Finish: '2027-10-15' },
  ],
  [
    'HK-P001/A60',
    'work',
    'Northern Link spur to the port',
    '北環線支線至口岸段',
    '北环线支线至口岸段',
    '2026-06-01',
    '2028-09-29',
    { actualStart: '2026-06-01' },
  ],
  [
    'HK-P001/M90',
    'milestone',
    'Opening to passengers',
    '旅客通關啟用',
    '旅客通关启用',
    '2027-07-01',
    '2027-07-01',
    { ...critical, p50Finish: '2027-07-16', p80Finish: '2027-11-05' },
  ],
];

/** Rows of Shenzhen, reported by it. */
const szRows: readonly Row[] = [
  [
    'SZ-P001/A10',
    'work',
    'Planning of the Huanggang port area',
    '皇崗口岸片區規劃',
    '皇岗口岸片区规划',
    '2018-06-01',
    '2019-12-31',
    done,
  ],
  [
    'SZ-K001/main',
    'approval',
    'Approval of the project proposal',
    '項目建議書審批',
    '项目建议书审批',
    '2019-06-03',
    '2020-03-20',
    { ...done, due: '2020-04-30' },
  ],
  [
    'SZ-K002/main',
    'approval',
    'Construction works planning permit',
    '建設工程規劃許可證',
    '建设工程规划许可证',
    '2020-04-01',
    '2020-12-18',
    { ...done, due: '2020-11-27', suspended: [{ from: '2020-07-01', to: '2020-08-21' }] },
  ],
  [
    'SZ-P001/A20',
    'work',
    'Temporary passenger hall',
    '臨時旅檢大樓',
    '临时旅检大楼',
    '2019-09-02',
    '2020-09-30',
    done,
  ],
  [
    'SZ-P001/A30',
    'work',
    'Foundations and basement',
    '地基及地庫工程',
    '地基与地下室工程',
    '2021-01-04',
    '2022-12-30',
    done,
  ],
  [
    'SZ-P001/A40',
    'work',
    'Main structure of the joint inspection building',
    '聯檢大樓主體結構',
    '联检大楼主体结构',
    '2023-01-02',
    '2024-10-31',
    done,
  ],
  [
    'SZ-P001/A50',
    'work',
    'Facade, fitting out and building services',
    '外牆、裝修及屋宇設備',
    '幕墙、装修及机电安装',
    '2024-08-01',
    '2025-12-31',
    { ...done, actualFinish: '2026-02-13' },
  ],
  [
    'SZ-K003/main',
    'approval',
    'Completion acceptance filing with the housing and construction authority',
    '向住房和建設部門辦理竣工驗收備案',
    '向住房和建设部门办理竣工验收备案',
    '2026-02-16',
    '2026-09-25',
    {
      ...critical,
      actualStart: '2026-02-16',
      holder: 'authority',
      p50Finish: '2026-12-04',
      p80Finish: '2027-01-22',
      due: '2026-08-14',
      reported: true,
    },
  ],
  [
    'SZ-K004/main',
    'approval',
    'State acceptance of the port',
    '口岸國家驗收',
    '口岸国家验收',
    '2026-12-07',
    '2027-03-12',
    {
      ...critical,
      p50Finish: '2027-03-26',
      p80Finish: '2027-06-11',
      due: '2027-05-21',
      reported: true,
    },
  ],
  [
    'SZ-P001/A60',
    'work',
    'Automatic inspection channels and data links',
    '自助查驗通道及數據對接',
    '自助查验通道及数据对接',
    '2025-11-03',
    '2026-12-31',
    { actualStart: '2025-11-03', p50Finish: '2027-01-15', p80Finish: '2027-03-05', reported: true },
  ],
  [
    'SZ-P001/A70',
    'work',
    'Joint trial operation, Shenzhen part',
    '聯合試運行（深方）',
    '联合试运行（深方）',
    '2027-03-22',
    '2027-06-25',
    { ...critical, p50Finish: '2027-07-09', p80Finish: '2027-10-15', reported: true },
  ],
  [
    'SZ-P001/A80',
    'work',
    'Public transport interchange',
    '公共交通交匯處',
    '公共交通枢纽',
    '2026-03-02',
    '2027-05-28',
    { actualStart: '2026-03-02', reported: true },
  ],
  [
    'SZ-P001/M90',
    'milestone',
    'Building completed',
    '大樓完工',
    '大楼竣工',
    '2026-02-13',
    '2026-02-13',
    { ...done, reported: true },
  ],
];

function activityOf(party: GanttActivity['party']) {
  return ([id, kind, en, hant, hans, start, finish, more = {}]: Row): GanttActivity => {
    const isDone = more.actualFinish !== undefined;
    return {
      id,
      kind,
      name: plain(en, hant, hans),
      party,
      start,
      finish,
      critical: false,
      sample: true,
      reported: false,
      href:
        kind === 'approval' ? `/approvals/${id.split('/')[0]}` : `/projects/${id.split('/')[0]}`,
      ...more,
      ...(isDone ? { actualStart: start, actualFinish: more.actualFinish || finish } : {}),
    };
  };
}

function link(
  pair: string,
  standing: GanttLink['standing'],
  more: Partial<GanttLink> = {},
): GanttLink {
  const [from = '', to = ''] = pair.split(' ');
  return { from, to, type: 'FS', critical: false, standing, ...more };
}

/** The joint schedule: 24 activities, 8 approvals. */
export const schedule: Omit<GanttData, 'caption'> = {
  id: 'schedule',
  activities: [...hkRows.map(activityOf(hongKong)), ...szRows.map(activityOf(shenzhen))],
  links: [
    link('HK-P001/A10 HK-K001/main', 'own'),
    link('HK-K001/main HK-K002/main', 'own'),
    link('HK-K002/main HK-P001/A20', 'own'),
    link('SZ-K001/main SZ-K002/main', 'own'),
    link('SZ-K002/main SZ-P001/A30', 'own'),
    link('SZ-P001/A30 SZ-P001/A40', 'own'),
    link('SZ-P001/A40 SZ-P001/A50', 'own', { type: 'SS' }),
    link('SZ-P001/A50 SZ-K003/main', 'own', critical),
    link('SZ-K003/main SZ-K004/main', 'own', critical),
    link('SZ-P001/A40 HK-P001/A30', 'accepted'),
    link('SZ-K004/main HK-P001/A50', 'accepted', critical),
    link('HK-K003/main HK-P001/A50', 'own', critical),
    link('HK-K003/main SZ-P001/A70', 'accepted', critical),
    link('SZ-K004/main SZ-P001/A70', 'own', critical),
    link('HK-P001/A50 HK-P001/M90', 'own', critical),
    link('SZ-P001/A70 HK-P001/M90', 'accepted', critical),
    link('HK-P001/A60 SZ-P001/A80', 'proposed', { type: 'FF' }),
    link('HK-P001/A40 SZ-P001/A70', 'proposed'),
  ],
  dataDate,
  today,
};

const speakers = {
  office: plain('Shenzhen Port Office', '深圳市口岸辦', '深圳市口岸办'),
  bureau: plain('Hong Kong Security Bureau', '香港保安局', '香港保安局'),
  press: plain('Press', '傳媒', '媒体'),
};

function saying(
  said: string,
  speaker: keyof typeof speakers,
  from: string,
  to: string,
  words: readonly [string, string, string],
  more: Partial<Saying> = {},
): Saying {
  return {
    said,
    speaker: speakers[speaker],
    promised: { from, to, words: plain(...words) },
    source: {
      url: 'https://press.invalid/port',
      title: plain('Port to open (sample)', '口岸啟用（示例）', '口岸启用（示例）'),
    },
    recorded: '2026-11-20',
    backEntered: true,
    sample: true,
    ...more,
  };
}

/** What was said about the opening over six years. */
export const slip: Omit<SlipData, 'caption'> = {
  id: 'slip',
  sayings: [
    saying('2020-06-08', 'press', '2022-01-01', '2022-12-31', ['in 2022', '2022年內', '2022年内']),
    saying(
      '2021-03-24',
      'bureau',
      '2023-01-01',
      '2023-12-31',
      ['in 2023', '2023年內', '2023年内'],
      { cause: 'external-event' },
    ),
    saying(
      '2022-10-12',
      'office',
      '2023-10-01',
      '2023-12-31',
      ['late 2023', '2023年底', '2023年底'],
      { cause: 'not-stated' },
    ),
    saying(
      '2023-11-15',
      'office',
      '2025-12-31',
      '2025-12-31',
      ['end of 2025', '2025年年底', '2025年年底'],
      { cause: 'works' },
    ),
    saying(
      '2025-05-07',
      'bureau',
      '2026-01-01',
      '2026-12-31',
      ['as early as 2026', '最快2026年', '最快2026年'],
      { cause: 'other-side' },
    ),
    saying(
      '2025-08-20',
      'press',
      '2026-06-01',
      '2026-07-01',
      ['mid 2026', '2026年年中', '2026年年中'],
      { cause: 'not-stated' },
    ),
    saying(
      '2026-11-10',
      'office',
      '2027-07-01',
      '2027-07-01',
      ['1 July 2027', '2027年7月1日', '2027年7月1日'],
      { cause: 'approval', backEntered: false, recorded: '2026-11-10', href: '/promises/SZ-D007' },
    ),
  ],
  forecast: { made: '2026-10-31', p50: '2027-07-16', p80: '2027-11-05' },
  today,
};

/** Finishes of 2,000 runs: a skewed hump between spring 2027 and autumn 2028, drawn by a formula, not by chance. */
function finishes(): HistogramData['finishes'] {
  return Array.from({ length: 420 }, (_, i) => {
    const t = i / 62;
    return {
      day: new Date(Date.UTC(2027, 3, 20) + i * 86_400_000).toISOString().slice(0, 10),
      runs: Math.round(6.84 * t ** 1.4 * Math.exp(1.35 - t)),
    };
  }).filter(({ runs }) => runs > 0);
}

/** The forecast of the opening. */
export const histogram: Omit<HistogramData, 'caption'> = {
  id: 'finishes',
  finishes: finishes(),
  p50: '2027-09-01',
  p80: '2027-11-28',
  promised: '2027-07-01',
  isCumulative: true,
  sample: true,
};

/** What would help. */
export const ranking: Omit<RankingData, 'caption'> = {
  id: 'policies',
  policies: [
    [
      'Limit of 60 days on state acceptance of the port',
      '口岸國家驗收限期60天',
      '口岸国家验收限期60天',
      41.2,
      1.8,
      66,
    ],
    [
      'Subsidiary legislation and state acceptance in parallel',
      '附屬法例與國家驗收同步進行',
      '附属法规与国家验收并行办理',
      58.4,
      2.1,
      84,
    ],
    [
      'Hong Kong recognises the Shenzhen fire test',
      '香港認可深圳的消防測試',
      '香港认可深圳的消防检测',
      12.6,
      1.2,
      9,
    ],
    ['Filing of completion 30% faster', '竣工驗收備案加快30%', '竣工验收备案提速30%', 8.3, 0.9, 14],
    [
      'Recruitment 20% faster, including training of officers for the automatic inspection channels',
      '招募加快20%，包括自助查驗通道人員的培訓',
      '招录提速20%，包括自助查验通道人员的培训',
      0.4,
      0.7,
      -2,
    ],
  ].map(([en, hant, hans, meanDays, errorDays, p80Days], i) => ({
    name: plain(String(en), String(hant), String(hans)),
    meanDays: Number(meanDays),
    errorDays: Number(errorDays),
    p80Days: Number(p80Days),
    href: `/whatif/${i + 1}`,
    sample: true,
  })),
};

/** Passengers a month: years before the closure, the closure, and the growth after it. */
function months(): FlowData['rows'] {
  return Array.from({ length: 106 }, (_, i) => {
    const [year, month] = [2018 + Math.floor(i / 12), (i % 12) + 1];
    const season = 1 + 0.09 * Math.sin(i * 1.05) + (month === 7 || month === 12 ? 0.08 : 0);
    const growth = i < 25 ? 79_000 : 46_000 + Math.min(62_000, (i - 61) * 1_500);
    const value = i >= 25 && i < 61 ? 0 : Math.round(growth * season * 30.4);
    return { period: `${year}-${String(month).padStart(2, '0')}`, value };
  }).filter(({ value }) => value > 0);
}

/** Flow over the old and the new port. */
export const flow: Omit<FlowData, 'caption' | 'unit'> = {
  id: 'flow',
  rows: months(),
  levels: [
    { kind: 'promised', perDay: 150_000 },
    { kind: 'forecast', perDay: 142_000 },
    { kind: 'design', perDay: 200_000 },
  ],
  openings: [
    { mode: plain('Goods', '貨物', '货物'), on: '2023-01-08' },
    { mode: plain('Passengers', '旅客', '旅客'), on: '2023-02-06' },
  ],
  closures: [
    {
      from: '2020-02-04',
      until: '2023-01-07',
      why: plain(
        'Closed to passengers during the epidemic',
        '疫情期間暫停旅客通關',
        '疫情期间暂停旅客通关',
      ),
    },
  ],
  today,
  sample: true,
};
