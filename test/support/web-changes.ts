// Change requests of the fixture of the pages: open, accepted with and without a version, rejected and withdrawn.
import type { PartyId } from '../../src/base/ids.ts';
import { hongKong, shenzhen } from './web-places.ts';
import type { Teller } from './web-story.ts';

/** Tells them all. A version that names one is told with the project or the schedule. */
export function tellChanges({ say, tell }: Teller): void {
  const kind = 'change-request';
  const request = (by: PartyId, of: string, effect: object, cause = 'approval') =>
    tell({
      ...{ by, kind, on: '2026-11-09' },
      command: {
        ...{ act: 'request', of, cause, effect, happened: '2026-10-12' },
        title: say('Bored piles', '鑽孔樁', '钻孔桩'),
        what: say('In the place of driven ones.', '取代打入樁。', '取代打入桩。'),
        why: say('Noise at night.', '夜間噪音。', '夜间噪声。'),
      },
    });
  const end = (by: PartyId, about: string, command: object) =>
    tell({ by, kind, about, on: '2026-11-10', command: { ...command } });
  const decide = (outcome: string) => ({
    ...{ act: 'decide', outcome, happened: '2026-10-20' },
    decidedBy: say('Works committee', '工程委員會', '工程委员会'),
    reasons: say('No other way is left.', '別無他法。', '别无他法。'),
  });
  const money = [
    { amount: '12500000', currency: 'HKD' },
    { amount: '-3000000', currency: 'CNY' },
  ];
  request(hongKong, 'HK-S001', { days: 45, money });
  end(hongKong, 'HK-CR001', decide('accepted'));
  request(shenzhen, 'SZ-P001', { days: -1 }, 'works');
  end(shenzhen, 'SZ-CR001', decide('rejected'));
  request(shenzhen, 'SZ-P001', {}, 'funding');
  end(shenzhen, 'SZ-CR002', decide('accepted'));
  request(shenzhen, 'SZ-P001', { days: 1 }, 'scope');
  end(shenzhen, 'SZ-CR003', decide('accepted'));
  const command = { act: 'describe', change: 'SZ-CR003' };
  tell({ by: shenzhen, kind: 'project', about: 'SZ-P001', on: '2026-11-11', command });
  request(hongKong, 'HK-A001', {}, 'other-side');
  request(hongKong, 'HK-A001', {}, 'external-event');
  end(hongKong, 'HK-CR003', {
    act: 'withdraw',
    why: say('Not needed.', '不再需要。', '不再需要。'),
  });
}
