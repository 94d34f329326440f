// `comity case` on a node of its own: from an expected case to its decision, as a clerk would enter it.
import { afterAll, describe, expect, it } from 'vitest';
import { openStage } from '../../../test/support/processes.ts';
import { exitCodes } from '../command.ts';

const stage = openStage();
afterAll(() => stage[Symbol.asyncDispose]());
const legalBasis = { law: 'Ordinance', article: 's. 5' };
const dueOfReview = { clock: 'review', due: '2026-04-20', legalBasis };

describe('comity case', () => {
  it('plans, opens, stops and decides a case, and says who has to act', async () => {
    const data = ['--data', stage.path('node')];
    const run = async (...args: readonly string[]) => {
      const ended = await stage.run(...args, ...data);
      expect(ended.code, `${args.join(' ')}: ${ended.stderr}`).toBe(exitCodes.ok);
      return ended.stdout;
    };
    const place = ['--zone', 'Asia/Shanghai', '--port', '0'];
    await run('init', '--party', 'north', '--mark', 'NO', '--programme', 'towns', ...place);
    const serving = await stage.serve(stage.path('node'));
    const name = { en: 'Sample' };
    const days = { format: 'comity-calendar/1', id: 'days', rest: ['sunday'], years: [] };
    const hours = [{ from: '09:00', to: '17:00' }];
    const calendar = stage.json('calendar.json', { name, file: days, hours, sample: true });
    await run('calendar', 'state', '--file', calendar);
    const rule = {
      ...{ clock: 'decision', unit: 'working', dayCalendar: 'NO-CA001', dayZero: 'excluded' },
      ...{ startsAt: ['received'], endsAt: ['decided'], limit: 20, roll: 'none' },
      ...{ stops: 'suspend', excludedKinds: [], onExpiry: 'nothing', legalBasis: [] },
      effective: { from: '2020-01-01' },
    };
    const fields = { authority: 'NO-OR001', calendar: 'NO-CA001', clocks: [rule], stages: [] };
    const version = { name, ...fields, validFrom: '2020-01-01', sample: true };
    await run('procedure', 'state', '--file', stage.json('procedure.json', version));

    const what = ['--procedure', 'NO-PR001', '--project', 'NO-P001', '--activity', 'A10'];
    const title = ['--title', 'en=Pier'];
    for (const [cause, named] of [
      ['unknown-project', what],
      ['unknown-procedure', [...what, '--procedure', 'NO-PR999']],
    ] as const) {
      const nonsense = await stage.run('case', 'plan', ...named, ...title, ...data);
      expect(nonsense.code).toBe(exitCodes.refused);
      expect(nonsense.stderr).toContain(`[programme.approval-case.${cause}]`);
    }
    const project = stage.json('project.json', { title: name, sample: true });
    await run('project', 'open', '--file', project);
    const planned = await run('case', 'plan', ...what, ...title, '--sample', '--json');
    expect(JSON.parse(planned)).toMatchObject({ ids: ['NO-K001'] });
    await run('case', 'open', 'NO-K001', '--happened', '2026-03-02');
    await run('case', 'stop', 'NO-K001', '--happened', '2026-03-06', '--why', 'en=Old survey');
    const listed = JSON.parse(await run('case', 'list', '--project', 'NO-P001', '--json'));
    expect(listed).toMatchObject([
      { id: 'NO-K001', standing: 'stopped', holder: 'applicant', left: 16, sample: true },
    ]);
    expect(await run('case', 'list', '--lang', 'zh-hant')).toContain('Pier（示例）');
    expect(await run('case', 'list', '--project', 'NO-P002')).toBe('None.\n');

    const early = await stage.run('case', 'issue', 'NO-K001', ...data);
    expect(early.code).toBe(exitCodes.refused);
    expect(early.stderr).toContain('[programme.approval-case.not-decided]');
    const absent = await stage.run('case', 'show', 'NO-K009', ...data);
    expect(absent.code).toBe(exitCodes.notFound);

    // Without a day it happened today where the party is.
    await run('case', 'resume', 'NO-K001');
    const due = stage.json('due.json', dueOfReview);
    const stated = await stage.run('approval-case', 'state-due', 'NO-K001', '-f', due, ...data);
    expect(stated.stderr).toContain('[programme.approval-case.unknown-clock]');
    await run('case', 'decide', 'NO-K001', '--outcome', 'approved');
    const shown = JSON.parse(await run('case', 'show', 'NO-K001', '--json'));
    expect(shown).toMatchObject({ standing: 'decided', holder: 'nobody', problems: [] });
    const [, , , decided] = shown.state.events;
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format();
    expect([decided.code, decided.outcome]).toEqual(['decided', 'approved']);
    expect(decided.happened <= today && decided.happened > '2026-03-06').toBe(true);
    expect(await run('case', 'show', 'NO-K001')).toContain('NO-K001  Pier (sample): approved');
    expect(await run('calendar', 'list')).toContain('NO-CA001');
    await serving.stop();
  });
});
