// Profiles: one engine, options by name. The solver knows options only, never a file format.

/** Whose rules are followed. */
export type ProfileName = 'comity' | 'p6' | 'msproject';

/** What the solver can be told. */
export interface ScheduleOptions {
  /** Which rules place activities: those of Primavera P6, which Comity's own rest on, or Microsoft Project's. */
  readonly rules: 'p6' | 'msproject';
  /** For links that state none. */
  readonly lagCalendar: 'predecessor' | 'successor' | '24h';
  /** Whether links into started activities still hold. */
  readonly progress: 'retained-logic' | 'progress-override';
  readonly totalFloat: 'finish' | 'start' | 'smaller';
  readonly expectedFinish: 'used' | 'ignored';
  /** Where the rest of a start-to-start lag out of a started activity is counted from. */
  readonly startLag: 'early-start' | 'data-date';
  /** Late finish of what has no successor. */
  readonly openEnds: 'project-finish' | 'own-finish';
  /** Under the rules of Microsoft Project: whether a date that work must keep, or its links, go first where both cannot be. */
  readonly conflicts: 'dates-first' | 'links-first';
  readonly critical: 'longest-path' | 'total-float';
  /** Total float up to which an activity is critical by total float. */
  readonly criticalMinutes: number;
}

const p6: ScheduleOptions = {
  rules: 'p6',
  lagCalendar: 'predecessor',
  progress: 'retained-logic',
  totalFloat: 'finish',
  expectedFinish: 'used',
  startLag: 'early-start',
  openEnds: 'project-finish',
  conflicts: 'dates-first',
  critical: 'total-float',
  criticalMinutes: 0,
};

/** What a file may state. */
export type StatedOptions = Partial<Omit<ScheduleOptions, 'rules'>>;

/**
 * Returns the options of a profile. Those that a file states count for p6; of msproject only from when on work is critical,
 * whether each open end is critical by itself, and what goes first where dates and links differ.
 */
export function optionsOf(profile: ProfileName, stated: StatedOptions = {}): ScheduleOptions {
  switch (profile) {
    case 'comity':
      return { ...p6, lagCalendar: 'successor', critical: 'longest-path' };
    case 'p6':
      return { ...p6, ...stated };
    case 'msproject': {
      const {
        criticalMinutes = 0,
        openEnds = 'project-finish',
        conflicts = 'dates-first',
      } = stated;
      const own = { lagCalendar: 'successor', totalFloat: 'smaller', criticalMinutes } as const;
      return { ...p6, rules: 'msproject', ...own, openEnds, conflicts };
    }
  }
}

/** Returns whether the word names a profile. */
export function isProfileName(word: string): word is ProfileName {
  return word === 'comity' || word === 'p6' || word === 'msproject';
}
