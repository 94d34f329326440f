// Names that rules and calendars use, in words: of clocks, of days that do not count, of what is odd about events.
import { keyOfWord } from '../../parts/word-keys.ts';
import type { View } from '../../view.ts';

const clockKeys: Readonly<Record<string, string>> = {
  acceptance: 'clock.name.acceptance',
  consent: 'clock.name.consent',
  decision: 'clock.name.decision',
  delivery: 'clock.name.delivery',
  notice: 'clock.name.notice',
  period: 'clock.name.period',
  pledge: 'clock.name.pledge',
  promise: 'clock.name.promise',
  'renewal-decision': 'clock.name.renewal-decision',
  'renewal-filing': 'clock.name.renewal-filing',
  'study-brief': 'clock.name.study-brief',
  whole: 'clock.name.whole',
};

/** Returns the name of a clock; one that pages do not know is quoted. */
export function clockName(view: View, name: string): string {
  const key = keyOfWord(clockKeys, name);
  return key === undefined ? name : view.text(key);
}

const dayKeys: Readonly<Record<string, string>> = {
  'new-year': 'clock.holiday.new-year',
  'spring-festival': 'clock.holiday.spring-festival',
  qingming: 'clock.holiday.qingming',
  'labour-day': 'clock.holiday.labour-day',
  'dragon-boat': 'clock.holiday.dragon-boat',
  'mid-autumn': 'clock.holiday.mid-autumn',
  'mid-autumn+national-day': 'clock.holiday.mid-autumn-national-day',
  'national-day': 'clock.holiday.national-day',
  'gale-warning': 'clock.holiday.gale-warning',
  'black-rainstorm': 'clock.holiday.black-rainstorm',
  hearing: 'clock.referral.hearing',
  inspection: 'clock.referral.inspection',
  'expert-review': 'clock.referral.expert-review',
  tender: 'clock.referral.tender',
  quarantine: 'clock.referral.quarantine',
  other: 'clock.referral.other',
};

/** Returns the name of a holiday, of an exception or of a referral; one that pages do not know is quoted. */
export function dayName(view: View, name: string): string {
  const key = keyOfWord(dayKeys, name);
  return key === undefined ? name : view.text(key);
}

const issueKeys: Readonly<Record<string, string>> = {
  'clock.act-after-deemed': 'clock.act-after-deemed',
  'clock.after-withdrawal': 'clock.after-withdrawal',
  'clock.already-ended': 'clock.already-ended',
  'clock.already-referred': 'clock.already-referred',
  'clock.already-started': 'clock.already-started',
  'clock.already-stopped': 'clock.already-stopped',
  'clock.answer-missing': 'clock.answer-missing',
  'clock.appeal-before-decision': 'clock.appeal-before-decision',
  'clock.calendar-missing': 'clock.calendar-missing',
  'clock.day-not-a-date': 'clock.day-not-a-date',
  'clock.deemed-not-due': 'clock.deemed-not-due',
  'clock.deemed-otherwise': 'clock.deemed-otherwise',
  'clock.extension-not-allowed': 'clock.extension-not-allowed',
  'clock.extension-too-late': 'clock.extension-too-late',
  'clock.extension-too-long': 'clock.extension-too-long',
  'clock.extension-too-many': 'clock.extension-too-many',
  'clock.extension-without-reason': 'clock.extension-without-reason',
  'clock.kind-not-excluded': 'clock.kind-not-excluded',
  'clock.limit-date-missing': 'clock.limit-date-missing',
  'clock.not-started': 'clock.not-started',
  'clock.nothing-to-end': 'clock.nothing-to-end',
  'clock.nothing-to-resume': 'clock.nothing-to-resume',
  'clock.period-too-long': 'clock.period-too-long',
  'clock.request-stops-nothing': 'clock.request-stops-nothing',
  'clock.started-after-limit': 'clock.started-after-limit',
  'clock.too-many-events': 'clock.too-many-events',
};

/** Returns what is odd about the events of a case, in a sentence; a code that pages do not know is quoted. */
export function issueWords(view: View, code: string): string {
  const key = issueKeys[code];
  return key === undefined ? code : view.text(key);
}
