// What pages say of a service: what is looked for, how it is given, and what is known of fee and time.
import { html } from 'hono/html';
import type { CivilDate } from '../../base/dates.ts';
import { parseMoney } from '../../base/money.ts';
import { factsOn, type ServiceState } from '../../programme/kinds/service.ts';
import { formatMoney } from '../../text/money.ts';
import { type Html, nothing, type Part } from '../html.ts';
import type { View } from '../view.ts';
import { sourceLink, sourceName } from './sources.ts';
import { statusTag } from './status.ts';
import { keyOfWord } from './word-keys.ts';

const needKeys: Readonly<Record<string, string>> = {
  'driving-licence': 'services.need.driving-licence',
  'laboratory-samples': 'services.need.laboratory-samples',
  qualification: 'services.need.qualification',
  'school-place': 'services.need.school-place',
  'see-a-doctor': 'services.need.see-a-doctor',
  'start-a-company': 'services.need.start-a-company',
};

const eventKeys: Readonly<Record<string, string>> = {
  'doing-research': 'services.event.doing-research',
  'falling-ill': 'services.event.falling-ill',
  'having-a-child': 'services.event.having-a-child',
  moving: 'services.event.moving',
  'starting-a-business': 'services.event.starting-a-business',
  working: 'services.event.working',
};

const channelKeys: Readonly<Record<ServiceState['channels'][number], string>> = {
  counter: 'services.channel.counter',
  online: 'services.channel.online',
  kiosk: 'services.channel.kiosk',
  post: 'services.channel.post',
  telephone: 'services.channel.telephone',
};

/** Returns the key of the message that names a need, a life event or a channel; undefined for a word that pages do not know. */
export function serviceKey(sort: 'need' | 'event' | 'channel', word: string): string | undefined {
  return keyOfWord({ need: needKeys, event: eventKeys, channel: channelKeys }[sort], word);
}

/** Returns what is looked for in words; a word that pages do not know as it was recorded, without its hyphens. */
export function needText(view: View, need: string): string {
  const key = serviceKey('need', need);
  return key === undefined ? need.replaceAll('-', ' ') : view.text(key);
}

/** Returns a life event in words; one that pages do not know as it was recorded, without its hyphens. */
export function eventText(view: View, event: string): string {
  const key = serviceKey('event', event);
  return key === undefined ? event.replaceAll('-', ' ') : view.text(key);
}

/** Returns the channels of a service as a list. */
export function channelText(view: View, { channels }: Pick<ServiceState, 'channels'>): string {
  return view.list(channels.map((channel) => view.text(channelKeys[channel])));
}

/** Returns whether fee or time of a service was checked too long ago to be relied on that day. */
export function isOutdated(service: Pick<ServiceState, 'fee' | 'time'>, day: CivilDate): boolean {
  const { fee, time } = factsOn(service, day);
  return fee?.mayBeOutdated === true || time?.mayBeOutdated === true;
}

/** Returns the warning that goes with what was checked too long ago. */
export function outdatedTag(view: View): Html {
  return statusTag('risk', view.text('service.outdated'));
}

/** Where it stands and when somebody looked; one day is said once. */
function checkedSource(
  view: View,
  { source, checked }: NonNullable<ReturnType<typeof factsOn>['time']>,
): Html {
  const isOneDay = source.accessed === checked;
  const link = isOneDay ? sourceName(source) : sourceLink(view, source);
  return html`${link}${view.html('service.checked', { day: view.date(checked) })}`;
}

/** Returns fee and time, each with its source and the day of its check; what is not known says so. */
export function checkedRows(
  view: View,
  service: ServiceState,
): readonly (readonly [name: string, value: Part])[] {
  const { fee, time } = factsOn(service, view.day);
  const said = (fact: typeof time, amount: Html) => {
    if (fact === undefined) return html`<span class="quiet">${view.text('service.unknown')}</span>`;
    const words = fact.words as Readonly<Record<string, string>>;
    return html`${amount}${view.words(words)}
      <br><small>${checkedSource(view, fact)}</small>
      ${fact.mayBeOutdated ? html`<br>${outdatedTag(view)}` : nothing}`;
  };
  const sum = fee?.amount === undefined ? undefined : parseMoney(fee.amount);
  const amount =
    sum?.ok === true ? html`<b>${formatMoney(view.language, sum.value, 'exact')}</b><br>` : nothing;
  return [
    [view.text('service.fee'), said(fee, amount)],
    [view.text('service.time'), said(time, nothing)],
  ];
}
