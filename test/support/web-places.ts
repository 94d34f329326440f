// Parties, places and lines that the fixtures of the pages are made of.
import type { Origin, PartyId } from '../../src/base/ids.ts';
import type { LanguageMap, Place } from '../../src/programme/statement.ts';
import type { HistoryLine } from '../../src/projection/queries.ts';

/** The party whose node the pages are served by. */
export const hongKong = 'hong-kong' as PartyId;
/** The other party. */
export const shenzhen = 'shenzhen' as PartyId;
/** The present of the fixture. */
export const now = '2026-11-24T02:30:00Z';
/** The id of the programme. */
export const programmeId = 'shenzhen-hong-kong';

/** How every text of a record is made: the test of escaping hands in another one. */
export type Say = (en: string, hant?: string, hans?: string) => LanguageMap;

/** Texts as they are. */
export const plain: Say = (en, hant, hans) => ({
  en,
  ...(hant === undefined ? {} : { 'zh-Hant': hant }),
  ...(hans === undefined ? {} : { 'zh-Hans': hans }),
});

/** Returns the leaf hash of entry n of the fixture. */
export function leafOf(n: number): string {
  return n.toString(16).padStart(64, 'a7c3e');
}

/** Returns the origin of the log of a party. */
export function originOf(party: PartyId): Origin {
  return `log.${party}.invalid/${programmeId}` as Origin;
}

/** Returns the place of entry `index` in the log of a party. */
export function place(party: PartyId, index: number, at: string, day?: string): Place {
  const leaf = leafOf(index * 2 + (party === hongKong ? 0 : 1));
  return { origin: originOf(party), party, index, leaf, at, day: day ?? at.slice(0, 10) };
}

/** The report that the sourced statements come from. */
export const report = {
  url: 'http://www.sz.gov.cn/en_szgov/news/latest/201904/t20190403.htm',
  title: 'SZ, HK deepen cooperation',
  accessed: '2026-11-20',
};

/** Returns a line of a history. */
export function line(
  where: Place,
  fields: { readonly schema: string; readonly act: string; readonly about: string } & Partial<
    HistoryLine['statement']
  >,
  standing: HistoryLine['standing'] = 'confirmed',
): HistoryLine {
  return { statement: { by: 'k7m2p9qxw4', ...fields }, place: where, standing };
}

/** The hash of the text that both have signed. */
export const hash1 = '9f2c64d0b1e7483a5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3';
/** The hash of the text that was declined. */
export const hash2 = '1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a';
/** The hash of the text that is open. */
export const hash3 = 'c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2';
