// What measured flows are of: a count, tonnes and containers by day in the mean, minutes waited as they were measured.
import { describe, expect, it } from 'vitest';
import { tableRows } from '../../../test/support/chart-text.ts';
import { chartView } from '../../../test/support/chart-view.ts';
import type { PartyId } from '../../base/ids.ts';
import type { FlowObservationState } from '../../programme/kinds/flow-observation.ts';
import type { RecordView } from '../../projection/queries.ts';
import { languages } from '../../text/languages.ts';
import { flowFigure } from './flows.ts';

const view = await chartView(languages[0]!);
const frame = { name: { en: 'Ferry' }, openings: [], closures: [] };

function figureOf(measure: FlowObservationState['measure']) {
  const state = {
    ...{ id: 'HK-FL001', party: 'hong-kong' as PartyId, sample: false, crossing: 'HK-X001' },
    ...{ measure, subject: 'goods', direction: 'in', unit: 'month' },
    rows: [
      { period: '2026-04', value: 3_000 },
      { period: '2026-05', value: 3_100 },
    ],
  };
  const record = { id: 'HK-FL001', state } as unknown as RecordView<FlowObservationState>;
  return flowFigure(view, record, frame);
}

describe('a figure of flow', () => {
  it.each([
    ['count', '100 goods a day'],
    ['tonnes', '100 tonnes of goods a day'],
    ['teu', '100 containers (TEU) of goods a day'],
  ] as const)('of %s says what is counted, as a mean per day', async (measure, words) => {
    expect(String(await figureOf(measure))).toContain(words);
    expect((await tableRows(figureOf(measure)))[0]).toEqual(['April 2026', '3,000', '100']);
  });

  it('of minutes waited divides nothing by days', async () => {
    const text = String(await figureOf('minutes-waited'));
    expect(text).toContain('3,100 minutes in the latest, May 2026');
    expect(text).toContain('Ferry: wait of goods entering');
    expect(text).not.toContain('a day');
    expect((await tableRows(figureOf('minutes-waited')))[0]).toEqual(['April 2026', '3,000']);
  });
});
