// What the home page counts and what it puts first.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import { defaultLanguage } from '../../../text/languages.ts';
import { homeModel } from './model.ts';

async function modelOn(day: string) {
  const site = createSite();
  const [programme, status] = await Promise.all([site.queries.programme(), site.node.status()]);
  const address = { path: '/', search: '', params: {}, query: {}, base: '', when: {} };
  const at = { day, zone: 'Asia/Hong_Kong', now: status.now, demonstration: true, witness: false };
  const shown = { hasReport: true, textLanguages: programme.languages };
  const model = await homeModel(site, {
    language: defaultLanguage,
    ...address,
    ...at,
    ...shown,
    programme,
    status,
  });
  return model.ok ? model.value : undefined;
}

describe('homeModel', () => {
  it('counts agreements, commitments, meetings and reports without the owner’s word', async () => {
    const model = await modelOn('2026-11-24');
    expect(model).toMatchObject({
      agreements: 2,
      concluded: 1,
      commitments: 3,
      late: 1,
      meetings: 2,
      reportsOpen: 4,
    });
  });

  it('puts what is late before what is ahead, and leaves out what is kept or past', async () => {
    const model = await modelOn('2026-11-24');
    const opening = (await createSite().queries.records('forecast'))[0]!.state.makes.at(-1)!.p50;
    expect(model?.next.map(({ day, kind, id, late }) => [day, kind, id, late])).toEqual([
      ['2026-09-16', 'approval', 'SZ-K005', true],
      ['2026-10-14', 'commitment', 'HK-C002', true],
      ['2026-11-26', 'approval', 'SZ-K002', false],
      ['2026-12-01', 'approval', 'HK-R003', false],
      ['2026-12-09', 'meeting', 'HK-G001', false],
      ['2026-12-18', 'text-open-until', 'SZ-A001', false],
      ['2026-12-31', 'commitment', 'HK-C001', false],
      [opening.slice(0, 10), 'opening', 'HK-P001', false],
    ]);
  });

  it('counts projects, those nobody uses yet, open approvals and those overdue', async () => {
    expect(await modelOn('2026-11-24')).toMatchObject({
      projects: 3,
      projectsAhead: 2,
      approvals: 7,
      approvalsLate: 1,
    });
  });

  it('calls nothing late before its day has passed', async () => {
    expect((await modelOn('2026-10-14'))?.late).toBe(0);
  });
});
