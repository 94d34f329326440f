// Every refusal of this layer. Each code has a text in locales/<language>/refusals.json, with these parameters.
import { err, type Refusal } from '../base/result.ts';

/** Codes of refusals, sorted. One per distinguishable cause. */
export const refusalCodes = [
  'programme.agreement.already-terminated',
  'programme.agreement.clause-twice',
  'programme.agreement.commitment-id-foreign',
  'programme.agreement.commitment-id-taken',
  'programme.agreement.commitment-twice',
  'programme.agreement.debtor-not-signatory',
  'programme.agreement.language-not-of-programme',
  'programme.agreement.missing-language',
  'programme.agreement.own-termination',
  'programme.agreement.unknown-clause',
  'programme.agreement.unknown-creditor',
  'programme.agreement.unknown-debtor',
  'programme.agreement.unknown-termination',
  'programme.charter.field-twice',
  'programme.charter.mark-twice',
  'programme.charter.missing-language',
  'programme.charter.party-twice',
  'programme.charter.unknown-zone',
  'programme.command.malformed',
  'programme.command.unknown',
  'programme.commitment.already-claimed',
  'programme.commitment.not-a-creditor',
  'programme.commitment.not-a-debtor',
  'programme.commitment.not-in-force',
  'programme.commitment.nothing-to-answer',
  'programme.commitment.withdrawn',
  'programme.flow-observation.other-series',
  'programme.flow-observation.period-not-of-unit',
  'programme.flow-observation.period-twice',
  'programme.forecast.other-project',
  'programme.forecast.quantiles-unordered',
  'programme.investment.currency-twice',
  'programme.investment.ends-before-start',
  'programme.investment.too-many-digits',
  'programme.investment.unknown-currency',
  'programme.kind.unknown',
  'programme.log.already-open',
  'programme.log.root-not-newer',
  'programme.meeting.decision-twice',
  'programme.meeting.fact-twice',
  'programme.meeting.no-minutes',
  'programme.meeting.own-meeting',
  'programme.organization.already-closed',
  'programme.party.unknown-zone',
  'programme.payload.too-large',
  'programme.person-role.already-ended',
  'programme.person-role.ends-before-start',
  'programme.promise.ends-before-start',
  'programme.promise.own-promise',
  'programme.record.exists',
  'programme.record.missing',
  'programme.record.not-owner',
  'programme.report.invalid-statement',
  'programme.report.not-matter-owner',
  'programme.report.own-matter',
  'programme.report.owner-changed',
  'programme.report.record-not-own',
  'programme.report.record-of-other-kind',
  'programme.report.unknown-statement',
  'programme.report.unsupported-kind',
  'programme.schedule.foreign-project',
  'programme.schedule.other-project',
  'programme.scope.bound',
  'programme.scope.none-here',
  'programme.statement.fixed',
  'programme.statement.not-rectifiable',
  'programme.statement.retracted',
  'programme.statement.unknown',
  'programme.text.already-declined',
  'programme.text.already-ended',
  'programme.text.already-signed',
  'programme.text.dead-text',
  'programme.text.earlier-text-open',
  'programme.text.not-a-signatory',
  'programme.text.nothing-in-force',
  'programme.text.open-until-past',
  'programme.text.proposer-not-signatory',
  'programme.text.same-text',
  'programme.text.signatory-missing',
  'programme.text.signatory-twice',
  'programme.text.signed-by-all',
  'programme.text.unknown-party',
  'programme.text.unknown-text',
] as const;

/** A refusal of this layer. */
export type RefusalCode = (typeof refusalCodes)[number];

/** Returns an unsuccessful result with one of this layer's refusals. */
export function refusal(code: RefusalCode, params: Refusal['params'] = {}) {
  return err({ code, params } satisfies Refusal as Refusal);
}

/** What can be wrong with a joint text or an act on it, whatever the kind: `programme.text.<cause>`. */
type TextCause = RefusalCode extends infer Code
  ? Code extends `programme.text.${infer Cause}`
    ? Cause
    : never
  : never;

/** Returns an unsuccessful result about a joint text, with the name of its kind among the parameters. */
export function textRefusal(kind: string, cause: TextCause, params: Refusal['params']) {
  return refusal(`programme.text.${cause}`, { ...params, kind });
}
