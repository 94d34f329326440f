// Pairings: one party's service and another's that serve the same need, as both sides sign it (docs/spec/model.md 7). What two
// services merely have in common is a match, which is computed and never recorded (service.ts).
import { z } from 'zod';
import { civilDateIn } from '../../base/dates.ts';
import { type PartyId, parseRecordId } from '../../base/ids.ts';
import { partiesMax } from '../../base/limits.ts';
import type { Refusal } from '../../base/result.ts';
import type { JointRules } from '../joint-decide.ts';
import { textKind } from '../joint-kind.ts';
import type { Actor } from '../kind.ts';
import { isKnownAs } from '../known.ts';
import { refusal, textRefusal } from '../refusals.ts';
import { languageMapUpTo, partId, recordIdOf } from '../statement.ts';
import type { ServiceState } from './service.ts';

const pairingContent = z.looseObject({
  /** One of each party. */
  services: z.array(recordIdOf('SV')).min(2).max(partiesMax),
  /** What somebody needs who looks for either. */
  need: languageMapUpTo(200),
  /** `moving`, `starting-a-business`, as services name it. */
  lifeEvent: partId,
  /** What one side asks for that the other does not. */
  differences: languageMapUpTo(4_000).optional(),
  note: languageMapUpTo(2_000).optional(),
});
/** What the text of a pairing says. */
export type PairingContent = z.infer<typeof pairingContent>;

/** The party of each service signs, each service is given and public, and the services stay. */
const checkContent: JointRules<PairingContent>['checkContent'] = (who, text, state) => {
  const { services } = text.content;
  const before = state?.texts[0]?.content.services;
  if (state !== undefined && before !== undefined && !isSame(before, services)) {
    const params = { id: state.id, services: before.join(', ') };
    return refusal('programme.pairing.other-services', params).error;
  }
  const marks = services.map(markOf);
  const twice = marks.findIndex((mark, i) => marks.indexOf(mark) !== i);
  if (twice >= 0) {
    const service = services[twice] ?? '';
    return refusal('programme.pairing.same-party', { service, mark: marks[twice] ?? '' }).error;
  }
  const signing = text.signatories.map((line) => line.party);
  const missing = partiesOf(who, marks).find((party) => !signing.includes(party));
  if (missing !== undefined) {
    return textRefusal('pairing', 'signatory-missing', { party: missing }).error;
  }
  for (const service of services) {
    const found = checkService(who, service);
    if (found !== undefined) return found;
  }
  return undefined;
};

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}

function markOf(id: string): string {
  const parsed = parseRecordId(id);
  return parsed.ok ? parsed.value.mark : '';
}

function partiesOf({ parties }: Actor, marks: readonly string[]): readonly PartyId[] {
  return parties.filter(({ mark }) => marks.includes(mark)).map(({ party }) => party);
}

/** What everybody is told to be one and the same is there for everybody to look at. */
function checkService(who: Actor, service: string): Refusal | undefined {
  if (!isKnownAs(who, service, ['service'])) {
    return refusal('programme.pairing.unknown-service', { service }).error;
  }
  const known = who.known?.get(service);
  if (known?.isPublic === false) {
    return refusal('programme.pairing.service-not-public', { service }).error;
  }
  const { closedOn } = (known?.state ?? {}) as Partial<ServiceState>;
  const today = civilDateIn(who.zone ?? 'UTC', who.now);
  if (closedOn === undefined || closedOn > today) return undefined;
  return refusal('programme.pairing.service-closed', { service, date: closedOn }).error;
}

/** Pairing, letters SP, joint. Commands: those of joint texts, and end by any signatory. */
export const pairing = textKind({
  name: 'pairing',
  letters: 'SP',
  area: 'services',
  content: pairingContent,
  checkContent,
  example: {
    schema: 'pairing/1',
    act: 'propose',
    by: 'hk3f9a2c7d',
    about: 'HK-SP001',
    sample: true,
    text: {
      of: 'HK-SP001',
      base: null,
      signatories: [
        { party: 'hong-kong', post: { en: 'Secretary', 'zh-Hant': '局長' } },
        { party: 'shenzhen', post: { en: 'Director', 'zh-Hans': '主任' } },
      ],
      content: {
        services: ['HK-SV001', 'SZ-SV001'],
        need: { en: 'Keeping a boat', 'zh-Hant': '停泊船隻', 'zh-Hans': '停泊船只' },
        lifeEvent: 'moving',
        differences: { en: 'Hong Kong asks for proof of insurance, Shenzhen does not.' },
      },
    },
  },
});
