// Obstacles with the clocks that they are handled by, on a day: those of the procedure that each names.
import type { CivilDate } from '../base/dates.ts';
import type { Sha256 } from '../base/ports.ts';
import type { CaseAnswer } from '../plan/clock-case.ts';
import { caseClocks } from '../programme/case-clocks.ts';
import type { CalendarState } from '../programme/kinds/calendar.ts';
import { type ObstacleState, obstacleClockEvents } from '../programme/kinds/obstacle.ts';
import { versionFor } from '../programme/kinds/procedure.ts';
import type { AsOf, Queries, RecordView } from './queries.ts';

/** An obstacle with its clocks, where it names a procedure of its owner whose calendars can be resolved. */
export interface MeasuredObstacle extends RecordView<ObstacleState> {
  readonly answer?: CaseAnswer;
}

/** Returns every obstacle as it stands on a day, by id. */
export async function readObstacles(
  queries: Queries,
  sha256: Sha256,
  when: AsOf & { readonly day: CivilDate },
): Promise<readonly MeasuredObstacle[]> {
  const { day, ...past } = when;
  const [obstacles, procedures, calendars] = await Promise.all([
    queries.records('obstacle', past),
    queries.records('procedure'),
    queries.records('calendar'),
  ]);
  const states: ReadonlyMap<string, CalendarState> = new Map(
    calendars.map((one) => [one.id, one.state]),
  );
  return obstacles.map((one) => {
    const { state } = one;
    const procedure = procedures.find(({ id }) => id === state.procedure)?.state;
    // One side's authority does not act under the other's procedure.
    const own = procedure?.party === state.party ? procedure : undefined;
    const version = own && versionFor(own, state.filed.day);
    if (version === undefined) return one;
    const matter = { sample: state.sample, events: obstacleClockEvents(state), stated: [] };
    const answer = caseClocks({ state: matter, version, calendars: states, asOf: day, sha256 });
    return answer.ok ? { ...one, answer: answer.value } : one;
  });
}
