// The shape of a Comity JSON schedule (`comity-schedule/1`). docs/schema/comity-schedule-1.schema.json is written from
// it. Times and dates are checked where they are read, so that their faults are told together with the schedule's.
import { z } from 'zod';

/** What the field `schema` holds. */
export const comityScheduleSchema = 'comity-schedule/1';

const timePattern = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}$';
const time = z.string().meta({ description: 'Civil time YYYY-MM-DDTHH:MM', pattern: timePattern });
const date = z.string().meta({ format: 'date', description: 'Civil date YYYY-MM-DD' });
const minutes = z.int().meta({ description: 'Minutes of working time on the calendar' });
const id = z.string().min(1).max(200);
const name = z.string().max(10_000).optional();
const names = z
  .record(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/), z.string().min(1).max(10_000))
  .optional()
  .meta({ description: 'The name in each language, by BCP 47 tag' });
const bands = z.array(
  z.string().meta({
    description: 'Working time HH:MM-HH:MM; the end may be 24:00',
    pattern: '^\\d{2}:\\d{2}-\\d{2}:\\d{2}$',
  }),
);

const calendar = z.strictObject({
  id,
  name,
  base: id.optional().meta({ description: 'Calendar whose days count where this has none' }),
  intersection: z.array(id).min(1).optional().meta({ description: 'Works when all of these do' }),
  union: z.array(id).min(1).optional().meta({ description: 'Works when any of these does' }),
  week: z
    .strictObject({
      mon: bands.optional(),
      tue: bands.optional(),
      wed: bands.optional(),
      thu: bands.optional(),
      fri: bands.optional(),
      sat: bands.optional(),
      sun: bands.optional(),
    })
    .optional()
    .meta({ description: 'Weekdays left out are those of the base, else without work' }),
  exceptions: z
    .array(
      z.strictObject({ from: date, to: date.optional(), bands, reason: z.string().optional() }),
    )
    .optional()
    .meta({ description: 'Days that differ: no bands on a holiday, bands on a make-up day' }),
  announcedThrough: date.optional().meta({
    description: 'The last day whose holidays are announced; later ones are expected only',
  }),
});

const bounds = {
  elapsedMinutes: minutes.optional().meta({
    minimum: 0,
    description:
      'Worked already: the distribution is then that of the whole work, given that it lasts longer',
  }),
  capMinutes: minutes
    .optional()
    .meta({ minimum: 0, description: 'The whole work lasts at most this' }),
};
const logNormal = {
  median: minutes,
  sigmaPermille: z.int().meta({
    description: 'Standard deviation of the natural logarithm, in thousandths',
  }),
};
const cases = z.int().meta({ minimum: 1, description: 'Past cases that have ended' });
const distribution = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('fixed'), minutes, ...bounds }),
    z.strictObject({
      type: z.enum(['triangular', 'pert']),
      low: minutes,
      mode: minutes,
      high: minutes,
      ...bounds,
    }),
    z.strictObject({
      type: z.literal('log-normal'),
      ...logNormal,
      cases: cases.optional(),
      ...bounds,
    }),
    z.strictObject({
      type: z.literal('kaplan-meier'),
      times: z.array(minutes).meta({ description: 'At which past cases ended, ascending' }),
      survivalPpm: z.array(z.int()).meta({
        description: 'Millionths of all work that last longer than each time, descending',
      }),
      cases,
      tail: z.strictObject(logNormal).optional().meta({
        description: 'What lasts beyond the last time; needed where survivalPpm does not end at 0',
      }),
      ...bounds,
    }),
    z.strictObject({
      type: z.literal('empirical'),
      values: z.array(minutes).meta({ description: 'Past durations, each equally likely' }),
      ...bounds,
    }),
  ])
  .meta({ description: 'Of the work of a task that remains, for forecasts; fixed where left out' });

const permille = z.int().meta({ minimum: 0, maximum: 1000, description: 'In thousandths' });
const uncertainty = z
  .strictObject({
    existsPermille: permille.optional().meta({
      description: 'Share of runs in which the task exists, in thousandths; all where left out',
    }),
    drivers: z
      .array(z.strictObject({ id, factor: distribution }))
      .optional()
      .meta({
        description:
          'Causes shared with all tasks that name the id; the factor multiplies the work, in thousandths',
      }),
    risks: z
      .array(z.strictObject({ id, permille, added: distribution }))
      .optional()
      .meta({ description: 'Events that may come true, and the work that each adds' }),
    rework: z
      .strictObject({ permille, roundsMax: z.int().meta({ minimum: 1 }), round: distribution })
      .optional()
      .meta({ description: 'Further rounds, each with the same chance after the one before' }),
  })
  .meta({ description: 'What else makes a task longer in a forecast, or leaves it out' });

const activity = z.strictObject({
  id,
  code: id.optional().meta({ description: 'The id where left out' }),
  name,
  names,
  type: z
    .enum(['task', 'start-milestone', 'finish-milestone', 'level-of-effort', 'summary'])
    .optional()
    .meta({ description: 'task where left out' }),
  calendar: id.optional().meta({ description: 'Every minute is worked where left out' }),
  durationMinutes: minutes.optional().meta({
    minimum: 0,
    description: 'Where left out the median of the distribution, else 0',
  }),
  remainingMinutes: minutes.optional().meta({ minimum: 0, description: 'Needed once started' }),
  distribution: distribution.optional(),
  uncertainty: uncertainty.optional(),
  actualStart: time.optional(),
  actualFinish: time.optional(),
  resume: time.optional(),
  expectedFinish: time.optional(),
  externalEarlyStart: time.optional(),
  externalLateFinish: time.optional(),
  constraints: z
    .array(
      z.strictObject({
        type: z.enum([
          'start-no-earlier-than',
          'start-no-later-than',
          'start-on',
          'finish-no-earlier-than',
          'finish-no-later-than',
          'finish-on',
          'mandatory-start',
          'mandatory-finish',
          'as-late-as-possible',
        ]),
        at: time.optional(),
      }),
    )
    .optional(),
  spans: z
    .array(id)
    .optional()
    .meta({ description: 'Of a summary: ids of what it spans beside what it is linked to' }),
  joins: z
    .enum(['all', 'any'])
    .optional()
    .meta({ description: 'any: it follows the predecessor that lets it be earliest; else all' }),
  delayMinutes: minutes.optional().meta({
    minimum: 0,
    description: 'On the clock, before unstarted work begins (profile msproject)',
  }),
  pauseMinutes: minutes.optional().meta({
    minimum: 0,
    description: 'Work on its calendar within it in which it rests (profile msproject)',
  }),
  placed: z
    .strictObject({ start: time, finish: time })
    .optional()
    .meta({ description: 'Dates given by hand, which nothing moves (profile msproject)' }),
});

const link = z.strictObject({
  from: id.meta({ description: 'Id of an activity of the same project' }),
  to: id,
  type: z.enum(['FS', 'SS', 'FF', 'SF']).optional().meta({ description: 'FS where left out' }),
  lagMinutes: minutes.optional().meta({ description: '0 where left out; negative is a lead' }),
  lagCalendar: z
    .union([z.enum(['predecessor', 'successor', '24h']), z.strictObject({ calendar: id })])
    .optional()
    .meta({ description: 'The profile’s where left out' }),
});

const options = z
  .strictObject({
    lagCalendar: z.enum(['predecessor', 'successor', '24h']).optional(),
    progress: z.enum(['retained-logic', 'progress-override']).optional(),
    totalFloat: z.enum(['finish', 'start', 'smaller']).optional(),
    expectedFinish: z.enum(['used', 'ignored']).optional(),
    startLag: z.enum(['early-start', 'data-date']).optional(),
    openEnds: z.enum(['project-finish', 'own-finish']).optional(),
    conflicts: z.enum(['dates-first', 'links-first']).optional(),
    critical: z.enum(['longest-path', 'total-float']).optional(),
    criticalMinutes: minutes.optional(),
  })
  .meta({
    description:
      'For the profile p6; msproject follows conflicts, criticalMinutes and openEnds; comity has its own',
  });

const project = z.strictObject({
  id: id.optional().meta({ description: 'The code where left out' }),
  code: id,
  name,
  dataDate: time.meta({ pattern: timePattern, description: 'No remaining work lies before it' }),
  mustFinishBy: time.optional(),
  fromFinish: time.optional().meta({
    pattern: timePattern,
    description: 'It is scheduled back from it (profile msproject)',
  }),
  options: options.optional(),
  activities: z.array(activity),
  links: z.array(link).optional(),
});

/** The shape; every field that it does not name is refused. */
export const comityScheduleShape = z.strictObject({
  schema: z.literal(comityScheduleSchema),
  calendars: z.array(calendar).optional(),
  projects: z.array(project).min(1).meta({ description: 'Each is scheduled by itself' }),
});

/** A schedule as it stands in a file. */
export type ComitySchedule = z.infer<typeof comityScheduleShape>;
/** A calendar as it stands in a file. */
export type ComityCalendar = z.infer<typeof calendar>;
/** An activity as it stands in a file. */
export type ComityActivity = z.infer<typeof activity>;
/** A project as it stands in a file. */
export type ComityProject = z.infer<typeof project>;

/** Returns the published JSON Schema (draft 2020-12). */
export function comityScheduleJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(comityScheduleShape);
  return { $schema, title: 'Comity schedule, version 1', ...rest };
}
