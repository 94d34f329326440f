// Indicators and observations of the fixture of the pages, in every state that pages tell apart.
import { hongKong, report, shenzhen } from './web-places.ts';
import { signatoriesOf, type Teller } from './web-story.ts';

/** Tells them all. */
export function tellIndicators(teller: Teller): void {
  const { say, tell, sign } = teller;
  const kind = 'indicator';
  const on = '2026-11-09';
  const wait = {
    title: say('Wait of passengers', '旅客輪候時間', '旅客等候时间'),
    what: say('Median on a working day.', '工作天中位數。', '工作日中位数。'),
    unit: say('minutes', '分鐘', '分钟'),
    ...{ good: 'less', field: 'crossings', project: 'HK-P001' },
    baseline: { value: '32.5', on: '2023' },
    target: { value: '20', by: '2027' },
  };
  const own = (more: object) =>
    tell({ by: hongKong, kind, on, command: { act: 'state', ...wait, ...more } });
  own({ source: { ...report, title: teller.text(report.title) } });
  own({ target: { value: '30', by: '2025' } });
  own({ target: { value: '20.25', by: '2025' } });
  own({ target: { value: '20', by: '2024-06' } });
  own({ field: 'unlisted' });
  const close = { act: 'close', happened: '2026-11-10' };
  tell({ by: hongKong, kind, about: 'HK-IN005', on: '2026-11-10', command: close });
  const moved = {
    ...wait,
    ...{ title: say('Joint laboratories', '聯合實驗室', '联合实验室'), good: 'more' },
    ...{ unit: say('laboratories', '所', '家'), field: 'research' },
    baseline: { value: '4', on: '2023' },
    target: { value: '1200', by: '2030' },
  };
  const propose = (content: object) =>
    tell({
      ...{ by: shenzhen, kind, on },
      command: { act: 'propose', signatories: signatoriesOf(teller), content },
    });
  propose(moved);
  propose({ ...moved, agreement: 'HK-A001' });
  for (const party of [hongKong, shenzhen]) sign(party, kind, 'SZ-IN002');
  tellObservations(teller);
}

function tellObservations({ say, text, tell }: Teller): void {
  const on = '2026-11-11';
  const observe = (by: typeof hongKong, indicator: string, more: object, day = on) =>
    tell({
      ...{ by, kind: 'observation', on: day },
      command: {
        ...{ act: 'observe', indicator, period: '2024', value: '30' },
        method: say('Two hundred timed.', '抽樣計時二百人。', '抽样计时二百人。'),
        ...more,
      },
    });
  observe(hongKong, 'HK-IN001', {});
  const source = { ...report, title: text('Table of waits') };
  observe(hongKong, 'HK-IN001', { period: '2025', value: '27.5', source });
  observe(shenzhen, 'HK-IN001', { period: '2025', value: '26' });
  observe(hongKong, 'HK-IN001', { period: '2025', value: '27.1' }, '2026-11-13');
  observe(hongKong, 'HK-IN002', { period: '2025', value: '29.75' });
  observe(hongKong, 'HK-IN003', { period: '2025', value: '33' });
  observe(hongKong, 'SZ-IN002', {
    value: '604',
    note: say('At the year’s end.', '年底。', '年底。'),
  });
  observe(shenzhen, 'SZ-IN002', { value: '605' });
}
