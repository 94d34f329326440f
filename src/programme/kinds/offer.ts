// Offers: what a university, a firm or a provider of one side has to give, with a teaser that everybody may read. Which needs it
// fits is computed (matches.ts) and never recorded.
import { type AnnouncedStatement, announcedKind } from './offer-content.ts';

/** Offer, letters OF, own. Commands: state, close, withdraw. */
export const offer = announcedKind({
  name: 'offer',
  letters: 'OF',
  example: {
    schema: 'offer/1',
    act: 'state',
    by: 'hk3f9a2c7d',
    about: 'HK-OF001',
    title: { en: 'Membrane for sea water', 'zh-Hant': '海水濾膜', 'zh-Hans': '海水滤膜' },
    teaser: { en: 'Holds back salt at half the pressure.' },
    type: 'research-and-development',
    field: 'environment',
    readiness: 6,
    ip: { office: 'CN', number: 'ZL000000000.0' },
    terms: ['licence', 'joint-development'],
    organization: 'HK-OR001',
    validUntil: '2027-12-31',
    sample: true,
  } as unknown as AnnouncedStatement,
});
