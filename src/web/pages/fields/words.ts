// What pages of fields call the kinds of records.
import type { FieldItem } from './model.ts';

/** Keys of the heading of a kind and of a count of it. */
export const kindKeys: Readonly<
  Record<FieldItem['kind'], { readonly title: string; readonly count: string }>
> = {
  action: { title: 'fields.kind.action', count: 'fields.count.action' },
  proposal: { title: 'fields.kind.proposal', count: 'fields.count.proposal' },
  agreement: { title: 'fields.kind.agreement', count: 'fields.count.agreement' },
  commitment: { title: 'fields.kind.commitment', count: 'fields.count.commitment' },
  project: { title: 'fields.kind.project', count: 'fields.count.project' },
  indicator: { title: 'fields.kind.indicator', count: 'fields.count.indicator' },
  offer: { title: 'fields.kind.offer', count: 'fields.count.offer' },
  need: { title: 'fields.kind.need', count: 'fields.count.need' },
  obstacle: { title: 'fields.kind.obstacle', count: 'fields.count.obstacle' },
  mechanism: { title: 'fields.kind.mechanism', count: 'fields.count.mechanism' },
  term: { title: 'fields.kind.term', count: 'fields.count.term' },
};
