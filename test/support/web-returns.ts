// Monthly returns of the fixture of the pages: October of both sides, one of them late and incomplete, and one row corrected.
import { hongKong, shenzhen } from './web-places.ts';
import type { Teller } from './web-story.ts';

/** Hands in the returns. */
export function tellReturns({ say, tell }: Teller): void {
  const kind = 'return';
  const month = '2026-10';
  const submit = { act: 'submit', month };
  const row = {
    ...{ project: 'SZ-P001', status: 'implementation', percent: 40 },
    spent: { amount: '31500000', currency: 'CNY' },
    next: { milestone: say('Roof closed', '屋頂封閉', '屋顶封闭'), expected: '2027-03' },
  };
  const before = { ...submit, month: '2026-09', rows: [row] };
  tell({ by: shenzhen, kind, on: '2026-10-08', command: before });
  const rain = say('Two weeks of rain.', '連下兩週大雨。', '连下两周大雨。');
  const after = { ...row, percent: 46, changed: rain, cause: 'external-event' };
  tell({ by: shenzhen, kind, on: '2026-11-06', command: { ...submit, rows: [after] } });
  const why = say('Counted again.', '重新點算。', '重新核算。');
  const correct = { act: 'correct', ...after, percent: 44, why };
  tell({ by: shenzhen, kind, about: 'SZ-RT202610', on: '2026-11-12', command: correct });
  const late = { project: 'HK-P002', status: 'preparation' };
  const missing = [{ project: 'HK-P004', why: say('Only a study.', '僅屬研究。', '仅为研究。') }];
  const command = { ...submit, rows: [late], missing };
  tell({ by: hongKong, kind, on: '2026-11-13', command });
}
