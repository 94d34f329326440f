// In what the engine differs from the rules written down a second time, cell by cell.
import fc from 'fast-check';
import { scheduleFile } from '../../src/plan/critical-path.ts';
import { optionsOf, type ProfileName } from '../../src/plan/profile.ts';
import type { Project } from '../../src/plan/schedule.ts';
import { generatedCalendars, microsoftProjects, p6Projects } from './generated-plans.ts';
import { type SlowAnswer, slowSchedule } from './slow-plan.ts';
import { slowProject } from './slow-project.ts';

/** Returns a sentence for each cell that differs. */
export function planDifferences(project: Project, profile: ProfileName): readonly string[] {
  const calendars = generatedCalendars;
  const result = scheduleFile({ calendars, projects: [project] }, profile);
  if (!result.ok) return result.error.map((issue) => issue.message);
  const options = optionsOf(profile, project.options);
  const slow: ReadonlyMap<string, Partial<SlowAnswer>> = profile === 'msproject'
    ? slowProject(project, calendars)
    : slowSchedule(project, calendars, options);
  return result.value.projects[0]!.activities.flatMap((one) => {
    const other = slow.get(one.activity.id);
    if (other === undefined) return [`${one.activity.id} has no second answer`];
    const isTight = other.totalFloat !== undefined && other.totalFloat <= options.criticalMinutes;
    const isCritical = options.critical === 'longest-path' ? other.isOnLongestPath : isTight;
    const pairs = {
      ES: [one.earlyStart, other.start],
      EF: [one.earlyFinish, other.finish],
      LS: [one.lateStart, other.lateStart],
      LF: [one.lateFinish, other.lateFinish],
      TF: [one.totalFloatMinutes, other.totalFloat],
      FF: [one.freeFloatMinutes, other.freeFloat],
      critical: [one.isCritical, isCritical],
      // Project knows no longest path.
      LP: [one.isOnLongestPath, other.isOnLongestPath ?? one.isOnLongestPath],
    };
    return Object.entries(pairs)
      .filter(([, [a, b]]) => a !== b)
      .map(([cell, [a, b]]) => `${one.activity.id} ${cell}: ${a}, by the rules ${b}`);
  });
}

/** Compares so many generated projects; the answer names the shortest that differs. */
export function compareGenerated(profile: ProfileName, runs: { seed: number; count: number }) {
  const projects = profile === 'msproject' ? microsoftProjects : p6Projects;
  const property = fc.property(projects, (project) => {
    const found = planDifferences(project, profile);
    if (found.length > 0) throw new RangeError(found.join('\n'));
  });
  return fc.check(property, { seed: runs.seed, numRuns: runs.count });
}
