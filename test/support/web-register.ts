// Documents of the fixture of the pages, in every state that pages tell apart, with the files that they name.
import { createHash } from 'node:crypto';
import { hongKong, shenzhen } from './web-places.ts';
import { signatoriesOf, type Teller } from './web-story.ts';

const fileOf = (words: string) => {
  const bytes = Buffer.from(words);
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex') };
};

/** Files of documents. */
export const minutesFile = fileOf('Minutes, a sample.\n');
/** The same, changed. */
export const changedFile = fileOf('Minutes, a sample, changed.\n');
/** A page with a script, as somebody might hand it in. */
export const scriptFile = fileOf('<script>alert(1)</script>');

/** Tells them all. */
export function tellRegister(teller: Teller): void {
  tellDocuments(teller);
  tellFields(teller);
  tellPairings(teller);
}

/** In the order of their ids: two versions with files; an address without a digest; a page; withdrawn. */
function tellDocuments({ say, text, tell }: Teller): void {
  const kind = 'document';
  const blob = ({ hash, bytes }: typeof minutesFile) => ({ hash, bytes: bytes.length });
  const minutes = {
    ...{ act: 'issue', documentType: 'minutes', version: text('A') },
    title: say('Minutes of the conference', '會議紀要', '会议纪要'),
    ...{ languages: ['zh-Hant', 'en'], format: 'text/plain', blob: blob(minutesFile), pages: 2 },
    ...{ published: '2026-11-09', of: ['SZ-G001', 'HK-P001'] },
    author: say('Secretariat', '秘書處', '秘书处'),
  };
  tell({ by: hongKong, kind, on: '2026-11-09', command: minutes });
  const changed = {
    ...minutes,
    ...{ version: text('B'), blob: blob(changedFile), modified: '2026-11-12' },
    note: say('One name corrected.', '更正一個名稱。', '更正一个名称。'),
  };
  tell({ by: hongKong, kind, about: 'HK-DO001', on: '2026-11-12', command: changed });
  const plan = {
    ...{ act: 'issue', documentType: 'projectPlan', languages: ['zh-Hans'] },
    title: say('Plan of the hall', '大樓計劃書', '大楼计划书'),
    ...{ format: 'application/pdf', url: 'https://files.example/plan.pdf' },
    ...{ of: ['HK-P001', 'HK-A001', 'SZ-K001'] },
  };
  tell({ by: shenzhen, kind, on: '2026-11-09', command: plan });
  const page = { ...plan, documentType: 'trafficModel', format: 'text/html', of: ['SZ-P001'] };
  tell({ by: shenzhen, kind, on: '2026-11-09', command: { ...page, blob: blob(scriptFile) } });
  tell({ by: shenzhen, kind, on: '2026-11-09', command: { ...plan, of: ['HK-P004'] } });
  const why = say('Replaced by another.', '已由另一份取代。', '已由另一份取代。');
  const withdraw = { act: 'withdraw', happened: '2026-11-13', why };
  tell({ by: shenzhen, kind, about: 'SZ-DO003', on: '2026-11-13', command: withdraw });
}

/** In the order of their ids: adopted; proposed; ended; of the charter, and adopted. */
function tellFields(teller: Teller): void {
  const { say, tell, sign } = teller;
  const kind = 'field';
  const propose = (code: string, label: ReturnType<typeof say>, sectors?: readonly string[]) => {
    const covers = say('Grounds and games.', '場地及賽事。', '场地和赛事。');
    const content = { code, label, covers, ...(sectors && { sectors }) };
    const command = { act: 'propose', signatories: signatoriesOf(teller), content };
    tell({ by: hongKong, kind, on: '2026-11-09', command });
  };
  propose('sport', say('Sport', '體育', '体育'), ['cultureSportsAndRecreation']);
  propose('fisheries', say('Fisheries', '漁業', '渔业'));
  propose('bells', say('Bells', '鐘聲', '钟声'));
  propose('crossings', say('Ways', '道路', '道路'), ['transport']);
  for (const about of ['HK-F001', 'HK-F003', 'HK-F004']) {
    sign(hongKong, kind, about);
    sign(shenzhen, kind, about);
  }
  const why = say('Part of another.', '已歸入另一範疇。', '已归入另一领域。');
  tell({ by: shenzhen, kind, about: 'HK-F003', on: '2026-11-12', command: { act: 'end', why } });
  const concept = { act: 'define', concept: 'pitch', field: 'sport', status: 'draft' };
  const term = {
    ...concept,
    term: say('pitch', '球場', '球场'),
    definition: say('A ground.', '場地。', '场地。'),
  };
  tell({ by: shenzhen, kind: 'term', on: '2026-11-10', command: term });
  const file = { act: 'file', title: say('Rafts wait', '艇隻滯留', '艇只滞留'), flows: ['goods'] };
  const what = say('A raft needs two permits.', '一艇須兩證。', '一艇须两证。');
  tell({
    by: hongKong,
    kind: 'obstacle',
    on: '2026-11-10',
    command: { ...file, what, field: 'sport' },
  });
  const changes = [{ procedure: 'HK-PR001', limit: 20 }];
  const content = {
    title: say('One raft permit', '一艇一證', '一艇一证'),
    field: 'sport',
    changes,
  };
  const command = { act: 'propose', signatories: signatoriesOf(teller), content };
  tell({ by: hongKong, kind: 'mechanism', on: '2026-11-10', command });
}

/** In the order of their ids: agreed; proposed; agreed, of services that name different needs; ended; of one that was closed. */
function tellPairings(teller: Teller): void {
  const { say, tell, sign } = teller;
  const kind = 'pairing';
  const propose = (services: readonly string[], lifeEvent: string, more: object = {}) => {
    const need = say('Driving on both sides', '兩地駕車', '两地驾车');
    const content = { services, need, lifeEvent, ...more };
    const command = { act: 'propose', signatories: signatoriesOf(teller), content };
    tell({ by: hongKong, kind, on: '2026-11-10', command });
  };
  const differences = say('Only Hong Kong tests the eyes.', '僅香港查驗視力。', '仅香港查验视力。');
  const note = say('Reviewed each year.', '每年檢討。', '每年检讨。');
  propose(['HK-SV001', 'SZ-SV001'], 'moving', { differences, note });
  propose(['HK-SV001', 'SZ-SV002'], 'working');
  propose(['SZ-SV002', 'HK-SV001'], 'grieving');
  propose(['HK-SV001', 'SZ-SV001'], 'working');
  propose(['HK-SV002', 'SZ-SV002'], 'moving');
  for (const about of ['HK-SP001', 'HK-SP003', 'HK-SP004', 'HK-SP005']) {
    sign(hongKong, kind, about);
    sign(shenzhen, kind, about);
  }
  const why = say('Now one with another.', '已併入另一組。', '已并入另一组。');
  tell({ by: shenzhen, kind, about: 'HK-SP004', on: '2026-11-12', command: { act: 'end', why } });
}
