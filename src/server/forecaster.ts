// Puts the forecasts of the projects that this party leads on record: whenever what they are made of has changed, and
// once a day while nothing does. One statement a change, so that pages can say later what moved a date.
import { civilDateIn } from '../base/dates.ts';
import { codeOf, messageOf } from '../base/errors.ts';
import type { Refusal } from '../base/result.ts';
import { scheduledProjects } from '../projection/plan-records.ts';
import { createBell } from './bell.ts';
import { forecastSpacingMilliseconds, forecastTickMilliseconds } from './limits.ts';
import { type Node, nowOf } from './node.ts';
import type { NodePlans } from './node-plans.ts';
import { publicQueries } from './pages.ts';

/** Records forecasts while the node runs. */
export interface Forecaster {
  /** Begins: the first round is over when this resolves. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Returns a forecaster that has not begun. */
export function createForecaster(node: Node, plans: NodePlans): Forecaster {
  const bell = createBell();
  let running: Promise<void> | undefined;
  let closing = false;
  node.party?.projector.listen(() => bell.ring());
  node.blobs.onBlob(() => bell.ring());
  const tell = (code: string, detail: string) => {
    // What breaks because the node is stopping is no news.
    if (closing) return;
    node.alarms.refuse({ from: node.logs.own?.identity.origin ?? '', code, detail });
  };
  const round = async () => {
    // Of a node with several processes the one that sequences forecasts.
    if (!node.standby.isSequencer()) return;
    try {
      const queries = publicQueries(node);
      const [projects, schedules] = [
        await queries.records('project'),
        await queries.records('schedule'),
      ];
      for (const { id } of scheduledProjects(projects, schedules)) {
        if (closing) return;
        // One project that cannot be forecast keeps no other from it.
        try {
          const refused = await recordDue(node, plans, id);
          if (refused !== undefined) tell(refused.code, `${id}: ${JSON.stringify(refused.params)}`);
        } catch (error) {
          tell(codeOf(error), `${id}: ${messageOf(error)}`);
        }
      }
    } catch (error) {
      tell(codeOf(error), messageOf(error));
    }
  };
  const loop = async () => {
    while (!closing) {
      await bell.wait(forecastTickMilliseconds);
      if (closing) return;
      // What belongs together arrives together: one forecast for it, not one a statement.
      await new Promise((done) => setTimeout(done, forecastSpacingMilliseconds));
      if (!closing) await round();
    }
  };
  return {
    start: async () => {
      if (node.party === undefined || running !== undefined) return;
      const first = round();
      running = first.then(loop);
      await first;
    },
    close: async () => {
      closing = true;
      bell.ring();
      await running;
    },
  };
}

/** Returns the refusal, where the forecast was due and is refused. */
async function recordDue(
  node: Node,
  plans: NodePlans,
  project: string,
): Promise<Refusal | undefined> {
  const plan = await plans.due({ project });
  const { own } = node.config;
  if (plan?.computed === undefined || plan.records.lead !== own?.party) return undefined;
  const made = (await plans.own(project))?.makes;
  const newest = made?.at(-1);
  const today = civilDateIn(plan.records.zone, nowOf(node));
  const isOld = (newest?.dataDate ?? plan.network.dataDate) < today;
  if (newest?.inputsHash === plan.computed.inputsHash && !isOld) return undefined;
  // Nothing is forecast once everything is over.
  if (plan.computed.activities.every((one) => one.status === 'completed')) return undefined;
  const recorded = await plans.record({ project, day: today });
  return recorded.ok ? undefined : recorded.error;
}
