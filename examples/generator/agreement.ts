// One agreement of a generated programme: proposed by one side, signed by both, with commitments of either, some of which
// are claimed to be kept.
import type { CivilDate } from '../../src/base/dates.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { textHash } from '../../src/programme/joint.ts';
import { nodeCrypto } from '../../src/store/node-crypto.ts';
import type { Step } from '../story.ts';
import { addDays, lastDayTold } from './days.ts';
import type { Draws } from './draws.ts';
import type { Ids } from './ids.ts';
import { fieldWords, type partyWords, sampleOf, sentences } from './words.ts';

const commitmentsPerAgreement = 5;

type Side = (typeof partyWords)[number];

interface AgreementOf {
  /** From 1. */
  readonly number: number;
  /** Who proposes it, and the other. */
  readonly sides: readonly [Side, Side];
  readonly ids: Ids;
}

interface Commitment extends JsonObject {
  readonly id: string;
  readonly debtors: readonly [string];
  readonly due: CivilDate;
}

/** Returns the steps of an agreement: its proposal, both signatures, and claims of those who owe something. */
export function agreementOf(
  draws: Draws,
  of: AgreementOf,
): { readonly proposes: Step; readonly signs: readonly Step[]; readonly claims: readonly Step[] } {
  const { sides, ids } = of;
  const [first, second] = sides;
  const id = ids.next(first.mark, 'A');
  const day = addDays('2024-02-01', draws.whole(0, 600));
  const commitments = commitmentsOf(draws, of, day);
  const signatories = sides.map(({ party }) => ({ party, post: sentences.post }));
  const content = contentOf(draws, of.number, commitments);
  const text = textHash(nodeCrypto.sha256, { of: id, base: null, signatories, content } as Json);
  const sign = ({ party: node }: Side, happened: CivilDate): Step => {
    const command = { act: 'sign', sample: true, happened, text };
    return { node, kind: 'agreement', about: id, command };
  };
  const propose = { act: 'propose', sample: true, happened: day, signatories, content };
  return {
    proposes: { node: first.party, kind: 'agreement', expectId: id, command: propose },
    signs: [sign(first, addDays(day, 20)), sign(second, addDays(day, draws.whole(20, 90)))],
    claims: commitments.flatMap((one) => claimsOf(draws, one)),
  };
}

function commitmentsOf(
  draws: Draws,
  { sides, ids }: AgreementOf,
  day: CivilDate,
): readonly Commitment[] {
  const [first, second] = sides;
  return Array.from({ length: commitmentsPerAgreement }, (_, i) => {
    const [debtor, creditor] = i % 2 === 0 ? [first, second] : [second, first];
    return {
      ...{ id: ids.next(first.mark, 'C'), clause: '1', debtors: [debtor.party] as const },
      ...{ creditors: [creditor.party], measure: sentences.monthly },
      due: addDays(day, draws.whole(60, 900)),
    };
  });
}

function contentOf(draws: Draws, number: number, commitments: readonly Commitment[]): JsonObject {
  const title = { en: 'Agreement on works', 'zh-Hant': '工程協議', 'zh-Hans': '工程协议' };
  return {
    ...{ type: 'framework', title: sampleOf(title, String(number)), authentic: ['en'] },
    fields: [draws.one(fieldWords).id],
    clauses: [{ id: '1', heading: sentences.heading, text: sentences.clause }],
    commitments,
  };
}

function claimsOf(draws: Draws, { id: about, debtors: [node], due }: Commitment): readonly Step[] {
  const happened = addDays(due, draws.whole(-40, 30));
  if (happened > lastDayTold || !draws.chance(0.6)) return [];
  const url = `https://${node}.example.invalid/${about.toLowerCase()}`;
  const evidence = [{ url, title: `Evidence for ${about} (sample)`, accessed: happened }];
  const note = sentences.aboutWorks;
  const command = { act: 'claim-kept', sample: true, happened, note, evidence };
  return [{ node, kind: 'commitment', about, command }];
}
