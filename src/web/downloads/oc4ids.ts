// `/data/oc4ids.json`: the public projects as a package of OC4IDS 0.9.5, one for each language, ids equal in all.
import { writePackage } from '../../exchange/oc4ids-package.ts';
import type { Download } from '../download.ts';
import { usualTag } from '../view.ts';

/** Projects as OC4IDS. */
export const oc4idsDownload: Download = {
  path: '/data/oc4ids.json',
  type: 'application/json; charset=utf-8',
  saved: false,
  async *write({ queries }, visit, view) {
    const { base, language, programme, fields = [], status, now, textLanguages } = visit;
    const usualLanguage = usualTag(visit);
    const organizations = await queries.organizations();
    const [newest] = await queries.latest(1);
    const publisher =
      status.party === undefined ? view.plain(programme.title) : view.partyName(status.party);
    const head = {
      uri: `${base}/${language.address}/data/oc4ids.json`,
      publisher,
      publishedDate: newest?.place.at ?? now,
    };
    const inForce = fields.filter(({ standing }) => standing === 'agreed');
    const setting = {
      sectors: new Map(inForce.map(({ content }) => [content.code, content.sectors ?? []])),
      ...{ language, base, programme, text: view.text, textLanguages },
      ...(usualLanguage === undefined ? {} : { usualLanguage }),
      organizations: new Map(organizations.map(({ id, state }) => [id, state])),
    };
    yield* writePackage(head, setting, queries.projectFiles());
  },
};
