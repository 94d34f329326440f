// Puts the forecasts of the projects that this party leads on record: whenever what they are made of has changed, and
// once a day while nothing does. One statement a change, so that pages can say later what moved a date.
import { civilDateIn } from '../base/dates.ts';
import { codeOf, messageOf } from '../base/errors.ts';
import { isPart } from '../projection/plan-records.ts';
import { createQueries } from '../projection/read.ts';
import { createBell } from './bell.ts';
import { forecastSpacingMilliseconds, forecastTickMilliseconds } from './limits.ts';
import { type Node, nowOf } from './node.ts';
import type { NodePlans } from './node-plans.ts';
import { pageQueries } from './pages.ts';

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
  const round = async () => {
    try {
      await recordDue(node, plans);
    } catch (error) {
      const from = node.logs.own?.identity.origin ?? '';
      node.alarms.refuse({ from, code: codeOf(error), detail: messageOf(error) });
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
      await round();
      running = loop();
    },
    close: async () => {
      closing = true;
      bell.ring();
      await running;
    },
  };
}

async function recordDue(node: Node, plans: NodePlans): Promise<void> {
  const queries = createQueries(pageQueries(node, 'public'));
  const projects = await queries.records('project');
  for (const { id, state } of projects) {
    if (isPart(state)) continue;
    const plan = await plans.due({ project: id });
    const { own } = node.config;
    if (plan?.computed === undefined || plan.records.lead !== own?.party) continue;
    const made = plan.records.forecasts.find((one) => one.state.party === own.party)?.state.makes;
    const newest = made?.at(-1);
    const today = civilDateIn(plan.records.zone, nowOf(node));
    const isOld = (newest?.dataDate ?? plan.network.dataDate) < today;
    if (newest?.inputsHash === plan.computed.inputsHash && !isOld) continue;
    // Nothing is forecast once everything is over.
    if (plan.computed.activities.every((one) => one.status === 'completed')) continue;
    await plans.record({ project: id, day: today });
  }
}
