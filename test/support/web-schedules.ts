// The schedules of the two parts of the joint project in the fixture of the pages, as files that a party would adopt.
import { createHash } from 'node:crypto';
import { utf8 } from '../../src/base/bytes.ts';
import { readSchedule } from '../../src/exchange/formats.ts';
import type { Schedule } from '../../src/plan/schedule.ts';
import type { Say } from './web-places.ts';

/** A file with its hash. */
export interface ScheduleFile {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

interface Row {
  readonly code: string;
  readonly name: readonly [en: string, hant: string, hans: string];
  readonly days: number;
  /** Codes of what must be over before. */
  readonly after: readonly string[];
  readonly started?: string;
  readonly finished?: string;
  readonly milestone?: true;
}

const shenzhenRows: readonly Row[] = [
  {
    code: 'S10',
    name: ['Structure of the plaza', '廣場結構', '广场结构'],
    days: 60,
    after: [],
    started: '2026-03-02',
    finished: '2026-09-18',
  },
  {
    code: 'S20',
    name: ['Fit-out of the passenger hall', '旅客大堂裝修', '旅客大厅装修'],
    days: 20,
    after: ['S10'],
    started: '2026-10-12',
  },
  { code: 'S30', name: ['Inspection equipment', '查驗設備', '查验设备'], days: 10, after: ['S20'] },
  {
    code: 'A10',
    name: ['Acceptance of the crossing', '口岸驗收', '口岸验收'],
    days: 20,
    after: ['S30', 'A20', 'A30'],
  },
  {
    code: 'A20',
    name: ['Fire-safety review', '消防審查', '消防审查'],
    days: 20,
    after: [],
    started: '2026-10-26',
  },
  {
    code: 'A30',
    name: ['Planning permit of the approach bridge', '連接橋規劃許可', '连接桥规划许可'],
    days: 20,
    after: [],
  },
  {
    code: 'A40',
    name: ['Environmental approval', '環境影響審批', '环境影响审批'],
    days: 20,
    after: [],
  },
  { code: 'A50', name: ['Road opening', '道路開挖', '道路开挖'], days: 15, after: [] },
  { code: 'A60', name: ['Drainage', '排水', '排水'], days: 15, after: [] },
  { code: 'A70', name: ['Construction permit', '施工許可', '施工许可'], days: 20, after: [] },
  { code: 'A80', name: ['Traffic arrangements', '交通安排', '交通组织'], days: 15, after: [] },
  { code: 'A90', name: ['Greening', '綠化', '绿化'], days: 15, after: [] },
  {
    code: 'S40',
    name: ['Joint trial operation', '聯合試運作', '联合试运行'],
    days: 10,
    after: ['A10', 'A40', 'A60', 'A70', 'A80', 'A90'],
  },
  {
    code: 'OPEN',
    name: ['Plaza open', '廣場啟用', '广场启用'],
    days: 0,
    after: ['S40'],
    milestone: true,
  },
];

const hongKongRows: readonly Row[] = [
  {
    code: 'H10',
    name: ['Clearance hall of Hong Kong', '港方清關大堂', '港方通关大厅'],
    days: 30,
    after: [],
    started: '2026-06-01',
  },
  {
    code: 'H20',
    name: [
      'Clearance systems of Hong Kong, with every counter and e-Channel',
      '港方清關系統，包括所有櫃位及e-道',
      '港方通关系统，包括所有柜台和e道',
    ],
    days: 15,
    after: ['H10', 'B10', 'B30'],
  },
  {
    code: 'B10',
    name: ['Licence of the X-ray system', 'X光系統牌照', 'X光系统许可'],
    days: 25,
    after: [],
  },
  { code: 'B20', name: ['Night works', '夜間工程', '夜间施工'], days: 15, after: [] },
  { code: 'B30', name: ['Layout of the area', '區域佈局', '区域布局'], days: 20, after: [] },
  {
    code: 'H30',
    name: ['Hong Kong side ready', '港方準備就緒', '港方准备就绪'],
    days: 5,
    after: ['H20', 'B20'],
  },
];

const office = ['09:00-13:00', '14:00-18:00'];
const workdays = ['mon', 'tue', 'wed', 'thu', 'fri'];
const dayMinutes = 480;

function activityOf(row: Row, say: Say) {
  const { code, name, days, started, finished, milestone } = row;
  const minutes = days * dayMinutes;
  const left = finished === undefined ? Math.round(minutes / 2) : 0;
  const isOpen = finished === undefined && milestone === undefined;
  return {
    id: code,
    name: say(name[0]).en,
    names: say(...name),
    ...(milestone === undefined
      ? { durationMinutes: minutes }
      : { type: 'finish-milestone', durationMinutes: 0 }),
    calendar: 'office',
    ...(isOpen
      ? {
          distribution: {
            type: 'triangular',
            low: Math.round(left * 0.8),
            mode: left,
            high: left * 2,
          },
        }
      : {}),
    ...(started === undefined ? {} : { actualStart: `${started}T09:00`, remainingMinutes: left }),
    ...(finished === undefined ? {} : { actualFinish: `${finished}T18:00` }),
  };
}

function fileOf(say: Say, code: string, rows: readonly Row[], dataDate: string): ScheduleFile {
  const schedule = {
    schema: 'comity-schedule/1',
    calendars: [
      {
        id: 'office',
        name: 'Office',
        announcedThrough: '2026-12-31',
        week: Object.fromEntries(workdays.map((day) => [day, office])),
      },
    ],
    projects: [
      {
        ...{ code, name: code, dataDate: `${dataDate}T09:00` },
        activities: rows.map((row) => activityOf(row, say)),
        links: rows.flatMap(({ code: to, after }) =>
          after.map((from) => ({ from, to, type: 'FS', lagMinutes: 0 })),
        ),
      },
    ],
  };
  const bytes = utf8(JSON.stringify(schedule));
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex') };
}

/** The files of both parts; Hong Kong's is six weeks old. */
export function scheduleFiles(say: Say): Readonly<Record<'plaza' | 'hall', ScheduleFile>> {
  return {
    plaza: fileOf(say, 'plaza', shenzhenRows, '2026-11-06'),
    hall: fileOf(say, 'hall', hongKongRows, '2026-10-02'),
  };
}

/** Reads a file as the node does; undefined where it cannot be. */
export function readFile({ bytes }: ScheduleFile): Schedule | undefined {
  const read = readSchedule(bytes);
  return read.ok && read.value.issues.length === 0 ? read.value.schedule : undefined;
}
