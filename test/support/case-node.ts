// A node of one party with an authority, its procedure and a project, for tests of what happens to cases: NO-OR001 decides
// under NO-PR001, NO-OR002 under NO-PR002, for NO-P001. All of it is a sample.
import type { Json, JsonObject } from '../../src/base/json.ts';
import type { Node } from '../../src/server/node.ts';

const name = { en: 'Sample' };
const days = { format: 'comity-calendar/1', id: 'days', rest: ['sunday'], years: [] };
const rule = {
  ...{ clock: 'decision', unit: 'working', dayCalendar: 'NO-CA001', dayZero: 'excluded' },
  ...{ startsAt: ['received'], endsAt: ['decided'], limit: 20, roll: 'none' },
  ...{ stops: 'suspend', excludedKinds: [], onExpiry: 'nothing', legalBasis: [] },
  effective: { from: '2020-01-01' },
};
const version = { name, calendar: 'NO-CA001', clocks: [rule], stages: [], validFrom: '2020-01-01' };

/** What is recorded, one command after another: the kind and the command. */
export const caseSetting: readonly (readonly [kind: string, command: JsonObject])[] = [
  ['calendar', { act: 'state', name, file: days, hours: [{ from: '09:00', to: '17:00' }] }],
  ['organization', { act: 'describe', name }],
  ['organization', { act: 'describe', name }],
  ['procedure', { act: 'state', ...version, authority: 'NO-OR001' }],
  ['procedure', { act: 'state', ...version, authority: 'NO-OR002' }],
  ['project', { act: 'open', title: name }],
] as unknown as readonly (readonly [string, JsonObject])[];

/** Records it on a node that is open in the test's own process. */
export async function recordCaseSetting(node: Node): Promise<void> {
  for (const [kind, command] of caseSetting) {
    const done = await node.party?.commands.execute({
      kind,
      command: { ...command, sample: true },
    });
    if (done?.ok !== true) throw new Error(`${kind}: ${JSON.stringify(done)}`);
  }
}

/** How the system of the authority speaks. */
export const trackerMapping = {
  ...{ format: 'comity-case-mapping/1', system: 'tracker', language: 'en' },
  codes: {
    RCV: { act: 'open', procedure: 'NO-PR001', project: 'NO-P001', title: name, sample: true },
    OTH: { act: 'open', procedure: 'NO-PR002', project: 'NO-P001', title: name, sample: true },
    ACC: { act: 'accept' },
    RFI: { act: 'stop', why: { en: 'More was asked for' } },
    ANS: { act: 'resume' },
    DEC: { act: 'decide', outcome: 'approved' },
    WDN: { act: 'withdraw', why: { en: 'By the applicant' } },
    NOTE: 'ignore',
  },
} as unknown as JsonObject & Json;
