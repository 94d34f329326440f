// Profiles: one engine, options by name. The solver knows options only, never a file format.

/** Whose rules are followed. */
export type ProfileName = 'comity' | 'p6' | 'msproject';

/** Profiles that the engine computes. */
export type SupportedProfile = 'comity' | 'p6';

/** What the solver can be told. */
export interface ScheduleOptions {
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
  readonly critical: 'longest-path' | 'total-float';
  /** Total float up to which an activity is critical by total float. */
  readonly criticalMinutes: number;
}

const p6: ScheduleOptions = {
  lagCalendar: 'predecessor',
  progress: 'retained-logic',
  totalFloat: 'finish',
  expectedFinish: 'used',
  startLag: 'early-start',
  openEnds: 'project-finish',
  critical: 'total-float',
  criticalMinutes: 0,
};

/** Returns the options of a profile; those that a file states count for p6 only. */
export function optionsOf(
  profile: SupportedProfile,
  stated: Partial<ScheduleOptions> = {},
): ScheduleOptions {
  switch (profile) {
    case 'comity':
      return { ...p6, lagCalendar: 'successor', critical: 'longest-path' };
    case 'p6':
      return { ...p6, ...stated };
  }
}

/** Returns whether the word names a profile, computed here or not. */
export function isProfileName(word: string): word is ProfileName {
  return word === 'comity' || word === 'p6' || word === 'msproject';
}

/** Returns whether the engine computes the profile. */
export function isSupported(profile: ProfileName): profile is SupportedProfile {
  return profile === 'comity' || profile === 'p6';
}
