// Which message says an act: `act.<kind>.<act>`, for every act of every kind of the shared logs (test/locales.test.ts). An act of a newer release
// is quoted as it is.
import { kindOfSchema } from '../../programme/kinds.ts';

/** Acts that every kind has. */
const acts: Readonly<Record<string, string>> = {
  rectify: 'act.rectify',
  retract: 'act.retract',
  publish: 'act.publish',
  translate: 'act.translate',
};

/** Returns the message key for an act of a schema such as `agreement/1`; `act.other` for acts not known here. */
export function actKey(schema: string, act: string): string {
  const kind = kindOfSchema(schema);
  const isShown = kind !== undefined && kind.writer !== 'log' && kind.writer !== 'private';
  if (isShown && kind.acts.includes(act)) return `act.${kind.name}.${act}`;
  return (Object.hasOwn(acts, act) ? acts[act] : undefined) ?? 'act.other';
}
