// `/data/services.jsonld`: the public services as CPSV-AP 3.2.0, the same document at the address of each language; and what
// it is made of as plain data, which `comity export services` takes from a node.
import { type CivilDate, civilDateIn, type Instant } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { type ServiceRecords, writeServices } from '../../exchange/cpsv-ap.ts';
import type { ContactState } from '../../programme/kinds/contact.ts';
import type { OrganizationState } from '../../programme/kinds/organization.ts';
import type { PartyState } from '../../programme/kinds/party.ts';
import type { ProgrammeView, Queries } from '../../projection/queries.ts';
import { languages } from '../../text/languages.ts';
import type { Messages } from '../../text/messages.ts';
import type { Download } from '../download.ts';
import { serviceKey } from '../parts/services.ts';
import { hostOf } from './feed.ts';

/** What the document is made of, without words. */
export interface ServicesFile extends ServiceRecords {
  readonly base: string;
  readonly programme: Pick<ProgrammeView, 'id' | 'title' | 'parties'>;
  readonly day: CivilDate;
  readonly publisher?: PartyId;
  /** Log origins by party. */
  readonly origins: readonly { readonly party: PartyId; readonly origin: string }[];
  readonly parties: readonly PartyState[];
  readonly organizations: readonly OrganizationState[];
  readonly contacts: readonly ContactState[];
}

/** What a node says of itself. */
interface Publishing {
  readonly base: string;
  readonly now: Instant;
  readonly party?: PartyId;
  readonly logs: ServicesFile['origins'];
}

/** Services as JSON-LD. */
export const servicesDownload: Download = {
  path: '/data/services.jsonld',
  type: 'application/ld+json',
  saved: false,
  languages: languages.map(({ lang }) => lang),
  async *write({ queries, messages }, { base, status, now }) {
    const { party, logs } = status;
    const publishing = { base, now, logs, ...(party === undefined ? {} : { party }) };
    yield* servicesText(await collectServices(queries, publishing), messages);
  },
};

/** Returns what the document is made of, as things stand today where the node's own party is. */
export async function collectServices(
  queries: Queries,
  { base, now, party, logs }: Publishing,
): Promise<ServicesFile> {
  const [programme, services, pairings, organizations, contacts, parties] = await Promise.all([
    queries.programme(),
    queries.records('service'),
    queries.records('pairing'),
    queries.organizations(),
    queries.records('contact'),
    queries.parties(),
  ]);
  const own = programme.parties.find((one) => one.party === party) ?? programme.parties[0];
  return {
    ...{ base, services, pairings },
    programme: { id: programme.id, title: programme.title, parties: programme.parties },
    day: civilDateIn(own?.zone ?? 'UTC', now),
    ...(party === undefined ? {} : { publisher: party }),
    origins: logs.map((log) => ({ party: log.party, origin: log.origin })),
    parties: parties.map(({ state }) => state),
    organizations: organizations.map(({ state }) => state),
    contacts: contacts.map(({ state }) => state),
  };
}

/** Yields the text of the document. */
export function servicesText(file: ServicesFile, messages: Messages): Iterable<string> {
  const { origins, parties, organizations, contacts, services, pairings, ...plain } = file;
  const setting = {
    ...plain,
    hosts: new Map(origins.map(({ party, origin }) => [party, hostOf(origin)])),
    jurisdictions: new Map(parties.map(({ party, jurisdiction }) => [party, jurisdiction])),
    organizations: new Map(organizations.map((one) => [one.id, one])),
    contacts: new Map(contacts.map((one) => [one.id, one])),
    ...{ languages, text: messages.text, keyOf: serviceKey },
  };
  return writeServices(setting, { services, pairings });
}
