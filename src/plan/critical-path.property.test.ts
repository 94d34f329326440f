// The engine against the rules written down a second time (test/support/slow-plan.ts and slow-project.ts), on generated
// schedules with every feature in them, fixed seeds. `npm run compare` does the same with 100,000 for each profile.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featuresOf, microsoftProjects, p6Projects } from '../../test/support/generated-plans.ts';
import { compareGenerated } from '../../test/support/plan-differences.ts';

describe('the engine', () => {
  it.each(['p6', 'comity', 'msproject'] as const)(
    'agrees with the rules of profile %s in every cell of generated schedules',
    (profile) => {
      const details = compareGenerated(profile, { seed: 7, count: 2_000 });
      expect(fc.defaultReportMessage(details) ?? '').toBe('');
      expect(details.numRuns).toBe(2_000);
    },
  );
});

describe('generated schedules', () => {
  const shareOf = (projects: typeof p6Projects, names: readonly string[]) => {
    const sample = fc.sample(projects, { seed: 7, numRuns: 2_000 });
    const activities = sample.reduce((sum, one) => sum + one.activities.length, 0);
    const found = sample.map(featuresOf);
    return names.map((name) => {
      const count = found.reduce((sum, one) => sum + one[name]!, 0);
      return `${name}: ${count * 20 >= activities ? 'at least 5 %' : `${count} of ${activities}`}`;
    });
  };

  it('have each of what the rules differ most in on at least one activity of twenty', () => {
    const p6 = [
      'completed with lag',
      'started with SS lag',
      'finish milestone under a finish constraint at the end of a band',
      'SS successors only',
      'level of effort',
      'resume',
      'external dates',
      'lead',
      'longer than a band',
      'mandatory date',
      'no-later date',
      'follows any one of several',
    ];
    expect(shareOf(p6Projects, p6)).toEqual(p6.map((name) => `${name}: at least 5 %`));
    const project = ['placed by hand', 'delay', 'mandatory date', 'no-later date', 'lead'];
    expect(shareOf(microsoftProjects, project)).toEqual(
      project.map((name) => `${name}: at least 5 %`),
    );
  });
});
