// Baselines of the fixture of the pages: one of Shenzhen, and one of Hong Kong that replaced another after a change request.
import { hongKong, shenzhen } from './web-places.ts';
import type { Teller } from './web-story.ts';

/** Tells them all. */
export function tellBaselines({ say, tell, held }: Teller): void {
  const kind = 'baseline';
  const set = (by: typeof hongKong, on: string, more: object = {}) => {
    const mark = by === hongKong ? 'HK' : 'SZ';
    const [project, schedule] = by === hongKong ? ['HK-P002', 'HK-S001'] : ['SZ-P001', 'SZ-S001'];
    const adopted = held().placed.find(
      ({ statement }) => statement.act === 'adopt' && statement.about === schedule,
    );
    tell({
      ...{ by, kind, on: '2026-11-11' },
      command: {
        ...{ act: 'set', project, schedule, version: adopted?.place.leaf, happened: on },
        title: say(`Dates of ${mark} as approved`, `${mark}核准日期`, `${mark}批准日期`),
        reason: say('Contracts were let on these dates.', '合約按此批出。', '合同按此签订。'),
        approvedBy: say('Works committee', '工程委員會', '工程委员会'),
        ...more,
      },
    });
  };
  set(hongKong, '2026-10-05');
  set(hongKong, '2026-11-06', { change: 'HK-CR001' });
  set(shenzhen, '2026-11-09');
}
