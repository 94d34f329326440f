// Projects, crossing, links, promises, money and flow of the fixture of the pages: HK-P001 is the joint one, with the
// parts SZ-P001, HK-P002 and HK-P003 (which has no schedule); SZ-P002 is open and over, HK-P004 has nothing planned.
import type { PartyId } from '../../src/base/ids.ts';
import { hongKong, report, shenzhen } from './web-places.ts';
import { scheduleFiles } from './web-schedules.ts';
import { saidOf, signatoriesOf, type Teller } from './web-story.ts';

/** Opens the projects and the crossing, and adopts the schedules. */
export function tellProjects(teller: Teller): void {
  tellJoint(teller);
  tellParts(teller);
  tellOthers(teller);
  tellSchedules(teller);
}

function tellJoint(teller: Teller): void {
  const { say, tell, sign } = teller;
  const on = '2026-02-02';
  const signatories = signatoriesOf(teller);
  const modes = ['passengers', 'goods'];
  const crossing = {
    ...{ name: say('Example Crossing', '示例口岸', '示例口岸'), kind: 'land', modes },
    place: say('East of both cities', '兩地東部', '两地东部'),
  };
  const proposal = { act: 'propose', signatories };
  tell({ by: hongKong, kind: 'crossing', on, command: { ...proposal, content: crossing } });
  for (const by of [hongKong, shenzhen]) sign(by, 'crossing', 'HK-X001');
  const part = (party: PartyId, key: string) => {
    return { party, key, title: say('Part (sample)', '部分（示例）', '部分（示例）') };
  };
  const project = {
    title: say('New Crossing, stage one', '新口岸第一期', '新口岸一期'),
    summary: say('Both sides build one hall.', '雙方共建一座大堂。', '双方共建一座大厅。'),
    ...{ field: 'crossings', crossing: 'HK-X001', modes, target: { part: 'plaza', code: 'OPEN' } },
    parts: [part(shenzhen, 'plaza'), part(hongKong, 'hall'), part(hongKong, 'road')],
  };
  tell({ by: hongKong, kind: 'project', on, command: { ...proposal, content: project } });
  for (const by of [hongKong, shenzhen]) sign(by, 'project', 'HK-P001');
}

function tellParts({ say, tell }: Teller): void {
  const kind = 'project';
  const on = '2026-02-03';
  const open = (by: PartyId, key: string, title: ReturnType<typeof say>) =>
    tell({ by, kind, on, command: { act: 'open', title, partOf: { project: 'HK-P001', key } } });
  open(shenzhen, 'plaza', say('Plaza of Shenzhen', '深圳廣場', '深圳广场'));
  open(hongKong, 'hall', say('Hall of Hong Kong', '香港大堂', '香港大厅'));
  open(hongKong, 'road', say('Road to the hall', '大堂通道', '大厅通道'));
  const status = { act: 'status', status: 'implementation' };
  tell({ by: shenzhen, kind, about: 'SZ-P001', on, command: status });
  tell({ by: hongKong, kind, about: 'HK-P002', on, command: { ...status, status: 'preparation' } });
}

function tellOthers(teller: Teller): void {
  const { say, tell } = teller;
  const kind = 'project';
  const on = '2026-02-04';
  const title = say('Old bridge', '舊橋', '旧桥');
  const summary = say('Strengthened while in use.', '在使用期間加固。', '在使用期间加固。');
  tell({ by: shenzhen, kind, on, command: { act: 'open', title, summary } });
  const said = saidOf(teller, '2020-08-26');
  const opened = { act: 'open-mode', mode: 'goods', happened: '2020-08-26', said };
  tell({ by: shenzhen, kind, about: 'SZ-P002', on, command: opened });
  const passengers = { act: 'open-mode', mode: 'ferries', happened: '2023-02-06' };
  tell({ by: shenzhen, kind, about: 'SZ-P002', on, command: passengers });
  const over = { act: 'status', status: 'completed', note: summary };
  tell({ by: shenzhen, kind, about: 'SZ-P002', on, command: over });
  const study = say('Study of a second bridge', '第二座橋的研究', '第二座桥的研究');
  tell({ by: hongKong, kind, on, command: { act: 'open', title: study } });
}

function tellSchedules({ say, tell }: Teller): void {
  const files = scheduleFiles(say);
  const kind = 'schedule';
  const adopt = (project: string, name: keyof typeof files, dataDate: string) => {
    const { hash, bytes } = files[name];
    const blob = { hash, bytes: bytes.length };
    return { act: 'adopt', project, blob, format: 'comity-schedule/1', dataDate };
  };
  const plaza = adopt('SZ-P001', 'plaza', '2026-11-06');
  tell({ by: shenzhen, kind, on: '2026-11-06', command: plaza });
  const hall = adopt('HK-P002', 'hall', '2026-10-02');
  tell({ by: hongKong, kind, on: '2026-10-02', command: hall });
  // A version whose file has not arrived: the one before is used.
  const lost = { ...hall, blob: { hash: 'ab'.repeat(32), bytes: 99 }, dataDate: '2026-11-05' };
  const command = { ...lost, change: 'HK-CR001' };
  tell({ by: hongKong, kind, about: 'HK-S001', on: '2026-11-05', command });
}

/** Links: one accepted, one proposed, one whose end is not there, two that would close a cycle. */
export function tellLinks(teller: Teller): void {
  const { say, tell, sign } = teller;
  const why = say('The systems stand on the plaza.', '系統設於廣場上。', '系统设于广场上。');
  const signatories = signatoriesOf(teller);
  const ends = {
    plaza: (code: string) => ({ project: 'SZ-P001', code }),
    hall: (code: string) => ({ project: 'HK-P002', code }),
  };
  const propose = (by: PartyId, from: object, to: object) => {
    const content = { from, to, type: 'FS', lagMinutes: 0, why };
    const command = { act: 'propose', signatories, content };
    tell({ by, kind: 'link', on: '2026-10-05', command });
  };
  propose(hongKong, ends.plaza('S20'), ends.hall('H20'));
  propose(hongKong, ends.hall('H30'), ends.plaza('S40'));
  propose(hongKong, ends.hall('B20'), ends.plaza('S30'));
  propose(shenzhen, ends.plaza('S99'), ends.hall('H30'));
  propose(shenzhen, ends.hall('H30'), ends.plaza('S20'));
  for (const id of ['HK-L001', 'HK-L002']) sign(shenzhen, 'link', id);
  for (const id of ['SZ-L001', 'SZ-L002']) sign(hongKong, 'link', id);
}

/** What was said about the opening, the money, the flow, and a mechanism that would shorten an approval. */
export function tellFacts(teller: Teller): void {
  tellPromises(teller);
  tellMoney(teller);
  tellContracts(teller);
  tellFlow(teller);
  const { say, tell } = teller;
  const content = {
    title: say('Ten-day decisions', '十日內決定', '十日内决定'),
    changes: [{ procedure: 'SZ-PR001', limit: 10 }],
    project: 'HK-P001',
  };
  const command = { act: 'propose', signatories: signatoriesOf(teller), content };
  tell({ by: hongKong, kind: 'mechanism', on: '2026-11-09', command });
}

function tellPromises(teller: Teller): void {
  const { say, tell } = teller;
  const kind = 'promise';
  const sayings = [
    { milestone: 'building-done', on: '2024-05', to: '2025-12-31', cause: undefined },
    { milestone: 'opened', on: '2025-03-24', to: '2026-12-31', cause: 'works' },
    { milestone: 'opened', on: '2026-08-10', to: '2027-03-31', cause: 'approval' },
  ];
  for (const { milestone, on, to, cause } of sayings) {
    const words = say(`By ${to}`, `${to}前`, `${to}前`);
    const command = {
      ...{ act: 'say', subject: 'HK-P001', milestone, said: saidOf(teller, on), sample: false },
      promised: { from: `${to.slice(0, 4)}-01-01`, to, words },
      ...(cause === undefined ? {} : { cause }),
    };
    tell({ by: hongKong, kind, on: '2026-11-09', command });
  }
  const why = say('That was said of the road.', '所說的是道路。', '所说的是道路。');
  const dispute = { act: 'dispute', why };
  tell({ by: shenzhen, kind, about: 'HK-D001', on: '2026-11-09', command: dispute });
}

function tellMoney(teller: Teller): void {
  const { say, tell } = teller;
  const kind = 'investment';
  const on = '2026-11-09';
  const hkd = (amount: string) => ({ amount, currency: 'HKD' });
  const required = {
    ...{ act: 'state', project: 'HK-P002', kind: 'required', sourceKind: 'budget', sample: false },
    amount: { ...hkd('1580000000'), approx: true },
    alsoStated: { amount: '203000000', currency: 'USD', approx: true },
    period: { from: '2025' },
    note: say('As first presented.', '首次提出的數額。', '首次提出的金额。'),
    said: saidOf(teller, '2025'),
  };
  tell({ by: hongKong, kind, on, command: required });
  const budget = { ...required, kind: 'budget', amount: { amount: '920000000', currency: 'CNY' } };
  const { alsoStated: _, note: __, said: ___, ...bare } = budget;
  const own = { ...bare, project: 'SZ-P001', sample: true };
  tell({ by: shenzhen, kind, on, command: { ...own, period: { from: '2025', to: '2027' } } });
  const spent = { ...own, kind: 'spent', period: { from: '2025-01', to: '2026-10' } };
  tell({ by: shenzhen, kind, on, command: spent });
  tell({ by: shenzhen, kind, on, command: { ...spent, kind: 'committed' } });
  // One more of another project may be added up; one of the same project and time may state the same.
  tell({ by: shenzhen, kind, on, command: { ...spent, project: 'SZ-P002' } });
  const wanted = { ...own, kind: 'required', project: 'SZ-P002', period: { from: '2026' } };
  tell({ by: shenzhen, kind, on, command: wanted });
  tell({ by: shenzhen, kind, on, command: { ...wanted, period: { from: '2026-05' } } });
  tell({ by: shenzhen, kind, on, command: { ...spent, kind: 'committed', project: 'HK-P001' } });
  const source = { ...report, title: teller.text('Table of rates') };
  const rate = (by: typeof hongKong, more: object) =>
    tell({ by, kind: 'exchange-rate', on, command: { act: 'state', source, ...more } });
  const ofDay = { period: { from: '2026-10-30' } };
  rate(hongKong, { base: 'CNY', quote: 'HKD', ...ofDay, rate: '1.0912', sample: false });
  rate(shenzhen, { base: 'CNY', quote: 'USD', period: { from: '2026-10' }, rate: '0.1403' });
  rate(hongKong, { base: 'HKD', quote: 'USD', ...ofDay, rate: '0.1287', sample: false });
  const implied = { base: { amount: '1580' }, quote: { amount: '203', roundedTo: '1' } };
  rate(hongKong, { base: 'HKD', quote: 'USD', period: { from: '2025' }, implied, sample: false });
}

function tellContracts({ say, text, tell }: Teller): void {
  const kind = 'contract';
  const on = '2026-11-09';
  const cny = (amount: string) => ({ amount, currency: 'CNY' });
  const state = {
    ...{ act: 'state', project: 'SZ-P001', ocid: 'ocds-000000-plaza-1', nature: ['construction'] },
    title: say('Piles of the plaza', '廣場樁柱', '广场桩基'),
    suppliers: [{ organization: 'SZ-OR001' }, { name: text('Example Piling') }],
    ...{ value: cny('410000000'), period: { from: '2026-03', to: '2027-06' } },
    ...{ happened: '2026-03-02', source: { ...report, title: text('Notice of award') } },
  };
  tell({ by: shenzhen, kind, on, command: state });
  const rationale = say('Harder rock.', '岩層較硬。', '岩层较硬。');
  const modify = { act: 'modify', rationale, happened: '2026-10-20', change: 'SZ-CR003' };
  const about = 'SZ-CO001';
  tell({ by: shenzhen, kind, about, on, command: { ...modify, value: cny('432000000.5') } });
  const { change: _, ...longer } = { ...modify, period: { from: '2026-03', to: '2027-09' } };
  tell({ by: shenzhen, kind, about, on, command: { ...longer, happened: '2026-10-21' } });
  const { period: __, source: ___, ...bare } = state;
  const other = { ...bare, ocid: 'ocds-000000-plaza-2' };
  tell({ by: shenzhen, kind, on, command: other });
  const end = { act: 'end', outcome: 'terminated', happened: '2026-09-01', why: rationale };
  const finalValue = cny('1000000');
  tell({ by: shenzhen, kind, about: 'SZ-CO002', on, command: { ...end, finalValue } });
  tell({ by: shenzhen, kind, on, command: { ...other, ocid: 'ocds-000000-plaza-3' } });
  const done = { act: 'end', outcome: 'completed', happened: '2026-10-01' };
  tell({ by: shenzhen, kind, about: 'SZ-CO003', on, command: done });
}

function tellFlow(teller: Teller): void {
  const { say, tell } = teller;
  const why = say('Closed by a typhoon.', '因颱風關閉。', '因台风关闭。');
  const on = '2026-11-09';
  const close = {
    act: 'close',
    modes: ['passengers'],
    happened: '2026-09-23',
    cause: 'weather',
    why,
  };
  const reopen = { act: 'reopen', modes: ['passengers'], happened: '2026-09-25' };
  const describe = {
    ...{ act: 'describe', mode: 'passengers', happened: '2026-09-26', sample: true },
    ...{ capacityPerDay: 60_000, clearance: 'co-located', permit: why },
    hours: [
      { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '06:30', to: '23:00' },
      { days: ['sat', 'sun'], from: '08:00', to: '21:00' },
    ],
  };
  for (const by of [hongKong, shenzhen]) {
    for (const command of [close, reopen, describe])
      tell({ by, kind: 'crossing', about: 'HK-X001', on, command });
  }
  const rows = [4, 5, 6, 7, 8, 9].map((month) => ({
    period: `2026-0${month}`,
    value: 41_000 + month * 900,
  }));
  const observe = {
    ...{
      act: 'observe',
      crossing: 'HK-X001',
      measure: 'count',
      subject: 'passengers',
      unit: 'month',
    },
    ...{ rows, said: saidOf(teller, '2026-10-05'), sample: false },
  };
  const kind = 'flow-observation';
  tell({ by: hongKong, kind, on, command: { ...observe, direction: 'in' } });
  const note = say('September has 28 days.', '9月只計28日。', '9月按28天计。');
  tell({ by: hongKong, kind, on, command: { ...observe, direction: 'out', note } });
  const lorries = { ...observe, subject: 'lorries', direction: 'both', sample: true };
  tell({ by: shenzhen, kind, on, command: lorries });
}
