// What a project says (docs/spec/model.md 7): the details of a party's own one, and the text of a joint one, which
// lists a part for each party. In OC4IDS terms a Project, with related projects for its parts.
import { z } from 'zod';
import { partiesMax } from '../../base/limits.ts';
import { civilDate, languageMap, languageTag, partId, partyId, recordIdOf } from '../statement.ts';

const activityCode = z.string().min(1).max(200);
const modes = z.array(partId).max(20).optional();

/** A project as an OC4IDS file has it: what Comity has no field for is kept here, and goes out again. */
const oc4idsKept = z.looseObject({
  /** Charter tag of the language of its texts. */
  language: languageTag,
  project: z.looseObject({ id: z.string().min(1).max(200) }),
  /** JSON Pointers to texts that are numbers: canonical JSON has no fractions. */
  decimals: z.array(z.string().max(1_000)).max(20_000).optional(),
});

/** Fields of a party's own project. Those given later replace those said before. */
const projectDetails = {
  title: languageMap,
  summary: languageMap.optional(),
  /** Id of one of the charter's fields. */
  field: partId.optional(),
  /** The organization that answers for it. */
  owner: recordIdOf('OR').optional(),
  /** Activity of its schedule that is the opening. */
  target: z.looseObject({ code: activityCode }).optional(),
  modes,
  location: languageMap.optional(),
  oc4ids: oc4idsKept.optional(),
};
/** What is kept of an OC4IDS project. */
export type Oc4idsKept = Readonly<z.infer<typeof oc4idsKept>>;

/** Acts on a party's own project. */
export const ownProjectActs = {
  open: {
    ...projectDetails,
    /** The joint project of which it is a part, and which part its text calls it. */
    partOf: z.looseObject({ project: recordIdOf('P'), key: partId }).optional(),
  },
  describe: {
    ...projectDetails,
    title: languageMap.optional(),
    /** The accepted request that this version follows from. */
    change: recordIdOf('CR').optional(),
  },
  status: {
    /** OC4IDS projectStatus codes. */
    status: z.enum([
      'identification',
      'preparation',
      'implementation',
      'completion',
      'completed',
      'cancelled',
      'maintenance',
      'decommissioning',
    ]),
    note: languageMap.optional(),
  },
  /** It came into use for this mode. */
  'open-mode': { mode: partId, happened: civilDate },
} as const;

/** Shape of a joint project's content. */
export const projectContent = z.looseObject({
  title: languageMap,
  summary: languageMap.optional(),
  field: partId.optional(),
  parts: z
    .array(z.looseObject({ party: partyId, key: partId, title: languageMap }))
    .min(1)
    .max(partiesMax * 8),
  /** The opening, as an activity of one part's schedule. */
  target: z.looseObject({ part: partId, code: activityCode }).optional(),
  crossing: recordIdOf('X').optional(),
  modes,
  change: recordIdOf('CR').optional(),
});
/** What a joint project's text says. */
export type ProjectContent = z.infer<typeof projectContent>;
