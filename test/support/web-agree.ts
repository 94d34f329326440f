// Proposals, standing groups, actions, places and terms of the fixture of the pages, in every state that pages tell apart.
import { hongKong, report, shenzhen } from './web-places.ts';
import { signatoriesOf, type Teller } from './web-story.ts';

/** Tells them all. */
export function tellAgree(teller: Teller): void {
  tellProposals(teller);
  tellBodies(teller);
  tellActions(teller);
  tellPlaces(teller);
  tellTerms(teller);
}

/** In the order of their ids: explored, idea, declined, adopted, withdrawn, declined by one and then explored. */
function tellProposals({ say, tell }: Teller): void {
  const kind = 'proposal';
  const open = {
    ...{ act: 'open', field: 'transport', wanted: 'project', meeting: 'SZ-G001' },
    title: say('One ferry ticket', '渡輪一票通', '渡轮一票通'),
    what: say(
      'One ticket for the ferries of both sides.',
      '兩地渡輪一票通行。',
      '两地渡轮一票通行。',
    ),
  };
  const { field: _, wanted: __, meeting: ___, ...bare } = open;
  const named = (en: string, hant: string, hans: string) => ({
    ...bare,
    title: say(en, hant, hans),
  });
  const openings = [
    open,
    named('A shared reading room', '共用閱覽室', '共用阅览室'),
    { ...named('A bridge of glass', '玻璃橋', '玻璃桥'), wanted: 'agreement' },
    named('A second tunnel', '第二條隧道', '第二条隧道'),
    { ...named('One stamp', '一印通行', '一印通行'), wanted: 'mechanism' },
    named('Trees on both banks', '兩岸植樹', '两岸植树'),
  ];
  for (const command of openings) tell({ by: hongKong, kind, on: '2026-11-09', command });
  const text = say('We can count passengers.', '我方可統計乘客人數。', '我方可统计乘客人数。');
  const reasons = say('It costs too much.', '費用過高。', '费用过高。');
  const why = say('No longer needed.', '已無需要。', '已不需要。');
  const on = '2026-11-11';
  const answer = (about: string, command: Readonly<Record<string, unknown>>) =>
    tell({ by: shenzhen, kind, about, on, command });
  answer('HK-I001', { act: 'join', note: text });
  answer('HK-I001', { act: 'contribute', text });
  answer('HK-I003', { act: 'decline', reasons });
  answer('HK-I004', { act: 'join' });
  answer('HK-I006', { act: 'decline', reasons });
  answer('HK-I006', { act: 'join', note: text });
  const end = (about: string, command: Readonly<Record<string, unknown>>) =>
    tell({ by: hongKong, kind, about, on: '2026-11-13', command });
  end('HK-I003', { act: 'note', text: why });
  end('HK-I004', { act: 'adopt', records: ['HK-P001'], why: text });
  end('HK-I005', { act: 'withdraw', why });
}

/** In the order of their ids: agreed, proposed, declined, ended. */
function tellBodies(teller: Teller): void {
  const { say, tell, sign, held } = teller;
  const kind = 'body';
  const signatories = signatoriesOf(teller);
  const post = say('Deputy head of the office', '辦公室副主管', '办公室副主任');
  const content = {
    name: say('Joint task force', '聯合專班', '联合专班'),
    mandate: say(
      'Follows the joint projects between the meetings.',
      '於會議之間跟進合作項目。',
      '在会议之间跟进合作项目。',
    ),
    chairs: [
      { party: shenzhen, post, organization: 'SZ-OR001' },
      { party: hongKong, post: say('Head of the office', '辦公室主管', '办公室主任') },
    ],
    members: [{ party: hongKong, post }],
    meets: say('Each month', '每月一次', '每月一次'),
  };
  const { members: _, meets: __, ...bare } = content;
  const named = (en: string, hant: string, hans: string) => ({
    ...bare,
    name: say(en, hant, hans),
  });
  const contents = [
    content,
    named('Group on ferries', '渡輪小組', '渡轮小组'),
    named('Group on bells', '鐘聲小組', '钟声小组'),
    named('Group on moving house', '搬遷小組', '搬迁小组'),
  ];
  for (const one of contents) {
    const command = { act: 'propose', signatories, content: one };
    tell({ by: hongKong, kind, on: '2026-11-09', command });
  }
  for (const about of ['HK-B001', 'HK-B004']) {
    sign(hongKong, kind, about);
    sign(shenzhen, kind, about);
  }
  const text = held().state<{ joint: { texts: { hash: string }[] } }>(kind, 'HK-B003').joint
    .texts[0]?.hash;
  const why = say('Another group does it.', '已由另一小組處理。', '已由另一小组处理。');
  const on = '2026-11-12';
  tell({ by: shenzhen, kind, about: 'HK-B003', on, command: { act: 'decline', text, why } });
  tell({ by: shenzhen, kind, about: 'HK-B004', on, command: { act: 'end', why } });
}

/** In the order of their ids: named, not named, closed; joint and proposed, joint and signed. */
function tellActions(teller: Teller): void {
  const { say, text, tell, sign } = teller;
  const kind = 'action';
  const on = '2026-11-09';
  const source = { ...report, title: text(report.title) };
  const named = {
    ...{ number: 2, field: 'transport', owner: 'SZ-OR001', projects: ['HK-P001'], source },
    title: say('Ports that talk to each other', '口岸互聯', '口岸互联'),
    what: say('All ports keep one timetable.', '各口岸共用時間表。', '各口岸共用时间表。'),
  };
  tell({ by: hongKong, kind, on, command: { act: 'state', ...named } });
  tell({ by: hongKong, kind, on, command: { act: 'state', number: 1, source } });
  tell({ by: hongKong, kind, on, command: { act: 'state', title: named.title } });
  const close = { act: 'close', happened: '2026-11-12' };
  tell({ by: hongKong, kind, about: 'HK-AC003', on: '2026-11-12', command: close });
  const propose = {
    ...{ act: 'propose', signatories: signatoriesOf(teller) },
    content: { title: say('One laboratory', '同一實驗室', '同一实验室'), field: 'transport' },
  };
  tell({ by: hongKong, kind, on, command: propose });
  tell({ by: hongKong, kind, on, command: propose });
  sign(hongKong, kind, 'HK-AC005');
  sign(shenzhen, kind, 'HK-AC005');
}

/** In the order of their ids: in force with a point and rules, not yet with an outline, ended, bare. */
function tellPlaces({ say, text, tell }: Teller): void {
  const kind = 'place';
  const on = '2026-11-09';
  const name = say('Bay pilot zone', '海灣先行區', '海湾先行区');
  const corners = [
    ['113.9', '22.5'],
    ['113.95', '22.5'],
    ['113.95', '22.55'],
    ['113.9', '22.5'],
  ];
  const what = say(
    'Files are taken in either language.',
    '接受任何一方語文的文件。',
    '接受任一方文字的材料。',
  );
  const first = {
    ...{ act: 'describe', name, what, since: '2026-01-01' },
    geometry: { type: 'Point', coordinates: ['113.9', '22.52'] },
    rules: [{ procedure: 'SZ-PR001', note: what }, { procedure: 'SZ-PR002' }],
    source: { ...report, title: text(report.title) },
  };
  const outline = { type: 'Polygon', coordinates: [corners] };
  const rules = [{ procedure: 'SZ-PR002' }];
  tell({ by: shenzhen, kind, on, command: first });
  const later = { act: 'describe', name, since: '2027-01-01', geometry: outline, rules };
  tell({ by: shenzhen, kind, on, command: later });
  tell({ by: shenzhen, kind, on, command: { act: 'describe', name } });
  tell({ by: shenzhen, kind, on, command: { act: 'describe', name } });
  const close = { act: 'close', happened: '2026-11-20' };
  tell({ by: shenzhen, kind, about: 'SZ-PL003', on: '2026-11-20', command: close });
}

/** In the order of their ids: approved, draft without a language, retired; then the other side's word for the first. */
function tellTerms({ say, text, tell }: Teller): void {
  const kind = 'term';
  const on = '2026-11-09';
  const define = {
    ...{ act: 'define', concept: 'tide-gate', status: 'approved', field: 'transport' },
    term: say('tide gate', '水閘', '水闸'),
    definition: say('A gate that keeps the sea out.', '阻隔海水的閘。', '阻隔海水的闸。'),
    source: { ...report, title: text(report.title) },
  };
  const { field: _, source: __, ...bare } = define;
  const { 'zh-Hant': ___, ...partial } = say('pier head', '碼頭端', '码头端');
  const draft = { ...bare, concept: 'pier-head', status: 'draft', term: partial };
  tell({ by: hongKong, kind, on, command: define });
  tell({ by: hongKong, kind, on, command: draft });
  tell({ by: hongKong, kind, on, command: { ...bare, concept: 'water-gate' } });
  tell({ by: shenzhen, kind, on, command: { ...bare, term: say('sea lock', '海閘', '海闸') } });
  const why = say('Say tide gate.', '應稱水閘。', '应称水闸。');
  const retire = { act: 'retire', happened: '2026-11-12', why };
  tell({ by: hongKong, kind, about: 'HK-T003', on: '2026-11-12', command: retire });
}
