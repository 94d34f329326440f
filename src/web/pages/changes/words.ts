// What the page of changes calls the kinds of statements that it shows. A kind without a word here does not compile.
import type { KindName } from '../../../programme/kinds.ts';

/** Kinds of the shared logs: what stands in the private one is on no page, and keeping of logs is on that of the status. */
export type ShownKind = Exclude<KindName, 'log' | 'person-role'>;

/** Keys of their names. */
export const kindKeys: Readonly<Record<ShownKind, string>> = {
  action: 'changes.kind.action',
  agreement: 'changes.kind.agreement',
  'approval-case': 'changes.kind.approval-case',
  body: 'changes.kind.body',
  calendar: 'changes.kind.calendar',
  'change-request': 'changes.kind.change-request',
  charter: 'changes.kind.charter',
  commitment: 'changes.kind.commitment',
  contract: 'changes.kind.contract',
  crossing: 'changes.kind.crossing',
  'exchange-rate': 'changes.kind.exchange-rate',
  feedback: 'changes.kind.feedback',
  'flow-observation': 'changes.kind.flow-observation',
  forecast: 'changes.kind.forecast',
  indicator: 'changes.kind.indicator',
  introduction: 'changes.kind.introduction',
  investment: 'changes.kind.investment',
  link: 'changes.kind.link',
  mechanism: 'changes.kind.mechanism',
  meeting: 'changes.kind.meeting',
  need: 'changes.kind.need',
  obstacle: 'changes.kind.obstacle',
  observation: 'changes.kind.observation',
  offer: 'changes.kind.offer',
  organization: 'changes.kind.organization',
  party: 'changes.kind.party',
  place: 'changes.kind.place',
  procedure: 'changes.kind.procedure',
  project: 'changes.kind.project',
  promise: 'changes.kind.promise',
  proposal: 'changes.kind.proposal',
  report: 'changes.kind.report',
  return: 'changes.kind.return',
  schedule: 'changes.kind.schedule',
  service: 'changes.kind.service',
  story: 'changes.kind.story',
  term: 'changes.kind.term',
};
