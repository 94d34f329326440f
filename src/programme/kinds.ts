// Every kind of record. One line here makes a kind known to folds, commands, docs and tests.
import { parseRecordId } from '../base/ids.ts';
import type { Kind } from './kind.ts';
import { action } from './kinds/action.ts';
import { agreement } from './kinds/agreement.ts';
import { approvalCase } from './kinds/approval-case-decide.ts';
import { baseline } from './kinds/baseline.ts';
import { body } from './kinds/body.ts';
import { calendar } from './kinds/calendar.ts';
import { changeRequest } from './kinds/change-request.ts';
import { charter } from './kinds/charter.ts';
import { commitment } from './kinds/commitment.ts';
import { contact } from './kinds/contact.ts';
import { contract } from './kinds/contract.ts';
import { crossing } from './kinds/crossing.ts';
import { document } from './kinds/document.ts';
import { exchangeRate } from './kinds/exchange-rate.ts';
import { feedback } from './kinds/feedback.ts';
import { field } from './kinds/field.ts';
import { flowObservation } from './kinds/flow-observation.ts';
import { forecast } from './kinds/forecast.ts';
import { indicator } from './kinds/indicator.ts';
import { introduction } from './kinds/introduction.ts';
import { investment } from './kinds/investment.ts';
import { link } from './kinds/link.ts';
import { log } from './kinds/log.ts';
import { mechanism } from './kinds/mechanism.ts';
import { mediation } from './kinds/mediation.ts';
import { meeting } from './kinds/meeting.ts';
import { need } from './kinds/need.ts';
import { observation } from './kinds/observation.ts';
import { obstacle } from './kinds/obstacle.ts';
import { offer } from './kinds/offer.ts';
import { organization } from './kinds/organization.ts';
import { pairing } from './kinds/pairing.ts';
import { party } from './kinds/party.ts';
import { personRole } from './kinds/person-role.ts';
import { place } from './kinds/place.ts';
import { procedure } from './kinds/procedure.ts';
import { project } from './kinds/project.ts';
import { promise } from './kinds/promise.ts';
import { proposal } from './kinds/proposal.ts';
import { report } from './kinds/report-decide.ts';
import { monthlyReturn } from './kinds/return.ts';
import { schedule } from './kinds/schedule.ts';
import { service } from './kinds/service.ts';
import { story } from './kinds/story.ts';
import { term } from './kinds/term.ts';
import type { StatementHead } from './statement.ts';

/** A kind whose statement, state and command are not known here; each kind gets back only what it made. */
export type AnyKind = Kind<StatementHead, unknown, unknown>;

const table = {
  action,
  agreement,
  'approval-case': approvalCase,
  baseline,
  body,
  calendar,
  'change-request': changeRequest,
  charter,
  commitment,
  contact,
  contract,
  crossing,
  document,
  'exchange-rate': exchangeRate,
  feedback,
  field,
  'flow-observation': flowObservation,
  forecast,
  indicator,
  introduction,
  investment,
  link,
  log,
  mechanism,
  mediation,
  meeting,
  need,
  observation,
  obstacle,
  offer,
  organization,
  pairing,
  party,
  'person-role': personRole,
  place,
  procedure,
  project,
  promise,
  proposal,
  report,
  return: monthlyReturn,
  schedule,
  service,
  story,
  term,
};

/** Names of kinds, as in the log. */
export type KindName = keyof typeof table;

/** The state of each kind, by its name: what its fold makes. */
export type StateOf = {
  readonly [Name in KindName]: NonNullable<ReturnType<(typeof table)[Name]['fold']>['state']>;
};

/** Every kind by name. */
export const kinds: Readonly<Record<KindName, AnyKind>> = table;

/** Returns the kind of that name, or undefined for one not known here. */
export function kindNamed(name: string): AnyKind | undefined {
  return Object.hasOwn(kinds, name) ? kinds[name as KindName] : undefined;
}

const kindsByLetters: ReadonlyMap<string, AnyKind> = new Map(
  Object.values(kinds)
    .filter(({ letters }) => letters !== '')
    .map((kind) => [kind.letters, kind]),
);

/** Returns the kind that a record of that id is of; undefined for what is no record id, and for letters not known here. */
export function kindOfId(id: string): AnyKind | undefined {
  const parsed = parseRecordId(id);
  return parsed.ok ? kindsByLetters.get(parsed.value.letters) : undefined;
}

/** Returns the kind of a schema such as `agreement/1`, or undefined for a kind or version not known here. */
export function kindOfSchema(schema: string): AnyKind | undefined {
  const kind = kindNamed(schema.slice(0, schema.indexOf('/')));
  return kind !== undefined && schema === `${kind.name}/1` ? kind : undefined;
}
