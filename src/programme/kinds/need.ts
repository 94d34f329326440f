// Needs: what an organization of one side looks for on the other, in the same words as offers. Which offers fit it is computed
// (matches.ts) and never recorded.
import { type AnnouncedStatement, announcedKind } from './offer-content.ts';

/** Need, letters NE, own. Commands: state, close, withdraw. */
export const need = announcedKind({
  name: 'need',
  letters: 'NE',
  example: {
    schema: 'need/1',
    act: 'state',
    by: 'sz5e0d1b7a',
    about: 'SZ-NE001',
    title: {
      en: 'Desalination at low pressure',
      'zh-Hant': '低壓海水淡化',
      'zh-Hans': '低压海水淡化',
    },
    teaser: { en: 'For a plant on an island.' },
    type: 'research-and-development',
    field: 'environment',
    readiness: 5,
    terms: ['licence'],
    organization: 'SZ-OR001',
    validUntil: '2027-06-30',
    sample: true,
  } as unknown as AnnouncedStatement,
});
