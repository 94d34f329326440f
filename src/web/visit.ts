// What is known of one request: address, language, day, programme, state of the node. Pages get nothing else.
import type { Context } from 'hono';
import { type CivilDate, civilDateIn, lastDay } from '../base/dates.ts';
import type { AsOf, ProgrammeView } from '../projection/queries.ts';
import { textOrder } from '../text/language-map.ts';
import type { Language } from '../text/languages.ts';
import { adoptedFields } from './parts/fields.ts';
import type { Site, Visit } from './site.ts';

/** Returns what is known of a request. Fails where the programme cannot be read. */
export async function visitOf(
  c: Context,
  given: { readonly site: Site; readonly language: Language; readonly when: AsOf },
): Promise<Visit> {
  const { site, language, when } = given;
  const [programme, status, fields] = await Promise.all([
    site.queries.programme(),
    site.node.status(),
    site.witness ? [] : adoptedFields(site, when),
  ]);
  const own =
    programme.parties.find((party) => party.party === status.party) ?? programme.parties[0];
  const zone = own?.zone ?? 'UTC';
  const today = civilDateIn(zone, status.now);
  return {
    ...requestOf(c, language),
    demonstration: site.demonstration,
    witness: site.witness,
    hasReport: site.report.length > 0,
    textLanguages: await textLanguagesOf(site, { language, programme, party: status.party }),
    when,
    programme,
    fields,
    status,
    zone,
    now: status.now,
    day: dayOf(when, today),
  };
}

/**
 * In a programme without the reader's language, texts are shown in those of the node's own party first (decision 0038):
 * so the node of each party shows how that party wrote.
 */
async function textLanguagesOf(
  site: Site,
  asked: {
    readonly language: Language;
    readonly programme: ProgrammeView;
    readonly party: string | undefined;
  },
): Promise<readonly string[]> {
  const { languages } = asked.programme;
  if (languages.length === 0 || languages.includes(asked.language.tag)) return languages;
  const described = await site.queries.parties();
  const own = described.find(({ state }) => state.party === asked.party)?.state.languages ?? [];
  return textOrder(own, languages);
}

/** The day for which lateness and the like are computed: the one asked for, else the one of what was known. */
function dayOf(when: AsOf, today: CivilDate): CivilDate {
  const asked = when.asof ?? when.known;
  return asked === undefined ? today : lastDay(asked);
}

/** What is known of a request when even the programme cannot be read. */
export function bareVisit(c: Context, site: Site, language: Language): Visit {
  const now = '1970-01-01T00:00:00Z';
  return {
    ...requestOf(c, language),
    demonstration: site.demonstration,
    witness: site.witness,
    hasReport: false,
    textLanguages: [],
    when: {},
    programme: {
      id: '',
      title: { [language.tag]: site.nodeName },
      languages: [],
      parties: [],
      sample: false,
    },
    status: {
      name: site.nodeName,
      version: '',
      now,
      signing: { allowed: false },
      logs: [],
      peers: [],
      refused: [],
      alarms: [],
      erasures: [],
      isHeld: false,
      projection: { ready: false },
    },
    zone: 'UTC',
    now,
    day: '1970-01-01',
  };
}

function requestOf(c: Context, language: Language) {
  const url = new URL(c.req.url);
  const prefix = `/${language.address}`;
  const inside = url.pathname === prefix || url.pathname.startsWith(`${prefix}/`);
  return {
    language,
    path: (inside ? url.pathname.slice(prefix.length) : url.pathname) || '/',
    search: url.search,
    params: c.req.param() as Readonly<Record<string, string>>,
    query: c.req.query(),
    base: url.origin,
  };
}
