// Services, offers, needs, introductions, stories and feedback of the fixture of the pages, in every state that pages tell apart.
import { hongKong, report, shenzhen } from './web-places.ts';
import type { Teller } from './web-story.ts';

/** Tells them all. */
export function tellServe(teller: Teller): void {
  tellServices(teller);
  tellOffers(teller);
  tellIntroductions(teller);
  tellStories(teller);
  tellFeedback(teller);
}

const office = 'SZ-OR001';

function tellServices({ say, text, tell }: Teller): void {
  const kind = 'service';
  const on = '2026-11-09';
  const source = { ...report, title: text('Table of fees') };
  const fact = (checked: string) => ({
    words: say('590 for the first year', '首年590元', '首年590元'),
    ...{ source, checked },
  });
  const licence = {
    ...{ act: 'describe', office, url: 'https://licence.invalid/', need: 'driving-licence' },
    name: say('Driving licence without a test', '免試駕駛執照', '免试驾驶证'),
    what: say(
      'For holders of a licence of the other side.',
      '供持有另一方駕照者申請。',
      '供持有另一方驾照者申请。',
    ),
    lifeEvents: ['moving', 'working'],
    channels: ['counter', 'online'],
    languages: ['en', 'zh-Hant'],
    documents: [say('Home Return Permit', '回鄉證', '回乡证')],
    legalBasis: [say('Road Ordinance (sample)', '道路條例（示例）', '道路条例（示例）')],
    fee: { ...fact('2026-03-02'), amount: { amount: '590', currency: 'HKD' } },
    time: { ...fact('2026-11-02'), source: { ...source, accessed: '2026-11-02' } },
    items: [
      { id: 'form', text: say('Form 1', '表格一', '表格一') },
      { id: 'eyes', text: say('Eye test', '視力檢查證明', '视力检查证明') },
      { id: 'card', text: say('Identity card', '身份證', '身份证') },
    ],
    questions: [
      {
        id: 'lorry',
        text: say('Do you drive a lorry?', '你駕駛貨車嗎？', '您驾驶货车吗？'),
        answers: [
          { id: 'yes', text: say('Yes', '是', '是'), next: 'resident', items: ['eyes'] },
          { id: 'no', text: say('No', '否', '否'), next: 'resident' },
        ],
      },
      {
        id: 'resident',
        text: say('Do you live here?', '你在此居住嗎？', '您在此居住吗？'),
        answers: [
          { id: 'yes', text: say('Yes', '是', '是'), items: ['card'] },
          { id: 'no', text: say('No', '否', '否'), items: ['form'] },
        ],
      },
    ],
  };
  tell({ by: hongKong, kind, on, command: licence });
  const { questions: _, fee: __, time: ___, documents: ____, items: _____, ...bare } = licence;
  const name = say('Exchange of a driving licence', '駕駛執照換領', '换领驾驶证');
  tell({ by: shenzhen, kind, on, command: { ...bare, name, lifeEvents: ['moving'] } });
  const school = say('School place', '學位申請', '学位申请');
  const other = {
    ...bare,
    name: school,
    need: 'night-school',
    lifeEvents: ['working', 'grieving'],
  };
  tell({ by: shenzhen, kind, on, command: other });
  tell({ by: hongKong, kind, on, command: { ...bare, name: school, need: 'school-place' } });
  const closed = { act: 'close', happened: '2026-11-20' };
  tell({ by: hongKong, kind, about: 'HK-SV002', on: '2026-11-20', command: closed });
}

function tellOffers({ say, tell }: Teller): void {
  const on = '2026-11-09';
  const offer = {
    ...{ act: 'state', organization: office, type: 'research-and-development', field: 'transport' },
    title: say('Membrane for sea water', '海水濾膜', '海水滤膜'),
    teaser: say(
      'Holds back salt at half the pressure.',
      '以一半壓力隔除鹽分。',
      '以一半压力隔除盐分。',
    ),
    readiness: 6,
    ip: { office: 'CN', number: 'ZL000000000.0' },
    terms: ['licence', 'joint-development'],
    validUntil: '2027-12-31',
  };
  const { ip: _, readiness: __, ...bare } = offer;
  tell({ by: hongKong, kind: 'offer', on, command: offer });
  tell({ by: hongKong, kind: 'offer', on, command: { ...bare, type: 'financing' } });
  tell({ by: hongKong, kind: 'offer', on, command: { ...bare, validUntil: '2026-11-15' } });
  const why = say('Sold elsewhere.', '已在別處售出。', '已在别处售出。');
  const withdraw = { act: 'withdraw', happened: '2026-11-12', why };
  tell({ by: hongKong, kind: 'offer', about: 'HK-OF002', on: '2026-11-12', command: withdraw });
  const need = {
    ...{ ...bare, readiness: 5, terms: ['licence'] },
    title: say('Desalination at low pressure', '低壓海水淡化', '低压海水淡化'),
  };
  tell({ by: shenzhen, kind: 'need', on, command: need });
  const { terms: ___, ...open } = need;
  tell({ by: shenzhen, kind: 'need', on, command: open });
  tell({ by: shenzhen, kind: 'need', on, command: { ...open, readiness: 9 } });
}

function tellIntroductions({ say, tell }: Teller): void {
  const kind = 'introduction';
  const ask = {
    act: 'ask',
    offer: 'HK-OF001',
    reasons: say('They fit.', '兩者相配。', '两者相配。'),
  };
  const why = say('Too small.', '規模太小。', '规模太小。');
  const by = shenzhen;
  tell({ by, kind, on: '2026-11-10', command: { ...ask, need: 'SZ-NE001' } });
  tell({ by, kind, on: '2026-11-10', command: { ...ask, need: 'SZ-NE002' } });
  tell({ by, kind, on: '2026-11-10', command: { ...ask, need: 'SZ-NE003' } });
  tell({ by, kind, on: '2026-11-10', command: { ...ask, need: 'SZ-NE002' } });
  const answer = (about: string, command: Readonly<Record<string, unknown>>) =>
    tell({ by: hongKong, kind, about, on: '2026-11-11', command });
  answer('SZ-N001', { act: 'accept' });
  answer('SZ-N002', { act: 'refuse', why });
  answer('SZ-N004', { act: 'accept' });
  answer('SZ-N001', { act: 'outcome', outcome: 'licence', record: 'HK-A001' });
  answer('SZ-N004', { act: 'outcome', outcome: 'none', why });
  const agreed = { act: 'outcome', outcome: 'agreement' };
  tell({ by, kind, about: 'SZ-N004', on: '2026-11-12', command: agreed });
}

function tellStories({ say, text, tell }: Teller): void {
  const kind = 'story';
  const story = {
    ...{ act: 'tell', published: '2026-11-02', records: ['HK-P001', 'SZ-FL001'] },
    title: say('A shorter crossing', '通關更快', '通关更快'),
    text: say('First part.\n\nSecond part.', '第一段。\n\n第二段。', '第一段。\n\n第二段。'),
    source: { ...report, title: text(report.title) },
    editor: say('Editor of the harbour office', '海港辦公室編輯', '海港办公室编辑'),
  };
  const why = say('The time was wrong.', '時間有誤。', '时间有误。');
  tell({ by: hongKong, kind, on: '2026-11-09', command: story });
  const correct = { act: 'correct', why, source: story.source };
  tell({ by: hongKong, kind, about: 'HK-ST001', on: '2026-11-10', command: correct });
  // One language only: the others are translations.
  const english = (words: string) => ({ en: say(words).en });
  const { source: _, records: __, ...bare } = story;
  const single = { ...bare, title: english('Mrs Example moves'), text: english('She moved.') };
  tell({ by: shenzhen, kind, on: '2026-11-09', command: single });
  const translate = (field: string, language: string, words: string, state: object) => {
    const command = { act: 'translate', field, language, from: 'en', text: text(words), ...state };
    tell({ by: shenzhen, kind, about: 'SZ-ST001', on: '2026-11-10', command });
  };
  translate('title', 'zh-Hans', '示例女士搬家', { state: 'approved' });
  translate('text', 'zh-Hans', '她搬家了。', { state: 'approved' });
  translate('title', 'zh-Hant', '示例女士搬家', { state: 'draft', tool: 'script-table 1' });
  const amended = { act: 'correct', why, text: english('She moved in May.') };
  tell({ by: shenzhen, kind, about: 'SZ-ST001', on: '2026-11-11', command: amended });
  translate('text', 'zh-Hant', '她五月搬家。', { state: 'draft' });
  tell({ by: hongKong, kind, on: '2026-11-09', command: { ...bare, published: '2026-11-03' } });
  const withdraw = { act: 'withdraw', happened: '2026-11-12', why };
  tell({ by: hongKong, kind, about: 'HK-ST002', on: '2026-11-12', command: withdraw });
}

function tellFeedback({ say, tell }: Teller): void {
  const kind = 'feedback';
  const words = say('Will there be a lift?', '會設升降機嗎？', '会设电梯吗？');
  const receive = (record: string, topic: string, due: string) => {
    const command = { act: 'receive', happened: '2026-11-09', record, topic, text: words, due };
    tell({ by: hongKong, kind, on: '2026-11-09', command });
  };
  receive('HK-P001', 'question', '2026-11-30');
  receive('HK-P001', 'complaint', '2026-11-16');
  receive('HK-SV001', 'error', '2026-11-12');
  receive('HK-ST001', 'praise', '2026-11-20');
  receive('SZ-FL001', 'suggestion', '2026-11-30');
  const reply = say('Yes, in May.', '會，五月。', '会，五月。');
  for (const about of ['HK-Q003', 'HK-Q004']) {
    tell({ by: hongKong, kind, about, on: '2026-11-13', command: { act: 'answer', text: reply } });
  }
}
