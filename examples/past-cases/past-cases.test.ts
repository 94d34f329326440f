// The page docs/manual/forecast.md and the files beside this test: what the page shows is what the commands print, and
// the schedule's distributions are those of the cases.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Command, Options } from '../../src/cli/command.ts';
import { planBacktest } from '../../src/cli/commands/plan-backtest.ts';
import { planForecast } from '../../src/cli/commands/plan-forecast.ts';
import { readMessages } from '../../src/cli/locales.ts';
import { readPastCases } from '../../src/exchange/past-cases-file.ts';
import { estimateDuration } from '../../src/plan/past-cases.ts';
import { defaultLanguage } from '../../src/text/languages.ts';
import { runCommand } from '../../test/support/command-run.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const page = readFileSync(path('../../docs/manual/forecast.md'), 'utf8');
const messages = readMessages();

async function printed(command: Command, file: string, options: Options): Promise<string> {
  const { out } = await runCommand(command, [path(file)], options, (key, params) =>
    messages.text(defaultLanguage, key, params),
  );
  return out.join('\n').trimEnd();
}

/** What the cases say of a class, and of a case of some age. */
function estimateOf(of: string, more: object = {}) {
  const read = readPastCases(readFileSync(path('cases.csv')));
  const { cases, asOf } = read.ok ? read.value : expect.fail();
  const past = cases.map(({ path, received, ended }) => {
    const isOpen = ended === undefined;
    return { path, isOpen, minutes: ((ended ?? asOf) - received) * 1_440 };
  });
  const found = estimateDuration({ cases: past, path: of.split('/'), ...more });
  return found.ok ? found.value : expect.fail(found.error[0]?.code);
}

describe('the page on forecasts', () => {
  it('shows what the forecast of its network prints', async () => {
    const options = { runs: '10000', seed: '1', date: ['2027-01-31'], details: true };
    const text = await printed(planForecast, 'schedule.json', options);
    expect(text.length).toBeGreaterThan(1_000);
    expect(page).toContain(text);
  });

  it('shows what shared causes, risks and rework do to it', async () => {
    const options = { runs: '10000', seed: '1', json: true };
    const plain = JSON.parse(await printed(planForecast, 'schedule.json', options));
    const exposed = JSON.parse(await printed(planForecast, 'schedule-exposed.json', options));
    for (const name of ['p10', 'p50', 'p80', 'p90']) {
      const dates = [plain, exposed].map((one) => one[name].slice(0, 10));
      expect(page).toContain(`| ${name.toUpperCase()} | ${dates.join(' | ')} |`);
    }
    const file = (name: string) => JSON.parse(readFileSync(path(name), 'utf8'));
    const without = file('schedule-exposed.json');
    for (const activity of without.projects[0].activities) delete activity.uncertainty;
    expect(without).toEqual(file('schedule.json'));
  });

  it('shows what the back-test prints by class', async () => {
    const text = await printed(planBacktest, 'cases.csv', { asof: '2026-06-30' });
    const byClass = text.slice(text.indexOf('class  '));
    expect(byClass.length).toBeGreaterThan(300);
    expect(page).toContain(byClass);
  });

  it('draws from what the cases say', () => {
    const file = JSON.parse(readFileSync(path('schedule.json'), 'utf8'));
    const [plans, shore] = file.projects[0].activities;
    const bounds = { elapsedMinutes: 30 * 1_440, capMinutes: 90 * 1_440 };
    const works = estimateOf('north-shore/building plans/works office', bounds);
    expect(plans.distribution).toEqual(works.distribution);
    expect(page).toContain(`works office, ${works.cases} ended, ${works.openCases} open`);
    const harbour = estimateOf('north-shore/building plans/harbour office');
    expect(shore.distribution).toEqual(harbour.distribution);
    expect(page).toContain(`harbour office, ${harbour.cases} ended, ${harbour.openCases} open`);
    expect(harbour.distribution).toMatchObject({ median: 80_869, sigmaPermille: 377 });
    expect(page).toContain('a median of 80,869 minutes (56 days) with 377 thousandths');
  });
});
