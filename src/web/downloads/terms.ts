// `/data/terms.tbx`: the public terms of every party as TBX-Basic (ISO 30042:2019), ids and terms the same in every language.
import { toTbxTerm, writeTbx } from '../../exchange/tbx-writer.ts';
import type { Download } from '../download.ts';

/** The term base as TBX. Nothing where there is no term. */
export const termsDownload: Download = {
  path: '/data/terms.tbx',
  type: 'application/xml; charset=utf-8',
  saved: true,
  async *write({ queries }, { base, language, programme }, { text }) {
    const terms = await queries.records('term');
    yield* writeTbx({ base, language, programme, text }, terms.map(toTbxTerm));
  },
};
