// Which message says an act. Every kind's acts are listed here; an act of a newer release is quoted as it is.

const acts: Readonly<Record<string, string>> = {
  'charter/propose': 'act.charter.propose',
  'charter/sign': 'act.charter.sign',
  'charter/decline': 'act.charter.decline',
  'agreement/propose': 'act.agreement.propose',
  'agreement/sign': 'act.agreement.sign',
  'agreement/decline': 'act.agreement.decline',
  'agreement/terminate': 'act.agreement.terminate',
  'agreement/agree': 'act.agreement.agree',
  'agreement/dispute': 'act.agreement.dispute',
  'meeting/open': 'act.meeting.open',
  'meeting/amend': 'act.meeting.amend',
  'meeting/hold': 'act.meeting.hold',
  'meeting/agree': 'act.meeting.agree',
  'meeting/dispute': 'act.meeting.dispute',
  'organization/describe': 'act.organization.describe',
  'organization/close': 'act.organization.close',
  'party/describe': 'act.party.describe',
  'commitment/progress': 'act.commitment.progress',
  'commitment/claim-kept': 'act.commitment.claim-kept',
  'commitment/withdraw': 'act.commitment.withdraw',
  'commitment/accept': 'act.commitment.accept',
  'commitment/dispute': 'act.commitment.dispute',
  'report/state': 'act.report.state',
  'report/confirm': 'act.report.confirm',
  'report/correct': 'act.report.correct',
  'report/dispute': 'act.report.dispute',
  'report/match': 'act.report.match',
  'flow-observation/observe': 'act.flow-observation.observe',
  'forecast/make': 'act.forecast.make',
  'investment/state': 'act.investment.state',
  'promise/say': 'act.promise.say',
  'promise/dispute': 'act.promise.dispute',
  'schedule/adopt': 'act.schedule.adopt',
  'any/rectify': 'act.rectify',
  'any/retract': 'act.retract',
  'any/publish': 'act.publish',
  'any/translate': 'act.translate',
};

/** Returns the message key for an act of a schema such as `agreement/1`; `act.other` for acts not known here. */
export function actKey(schema: string, act: string): string {
  const kind = schema.split('/')[0] ?? '';
  return acts[`${kind}/${act}`] ?? acts[`any/${act}`] ?? 'act.other';
}
