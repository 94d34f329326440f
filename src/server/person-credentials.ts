// Credentials of persons: whoever holds the token gives commands over the network under one pseudonym (docs/manual/commands-api.md).
// What that person may do is asked of the roles in the private log, command by command.
import { join } from 'node:path';
import { type CivilDate, isCivilDate } from '../base/dates.ts';
import { pseudonym } from '../programme/statement.ts';
import {
  type CredentialStore,
  type IssuedCredential,
  openCredentials,
} from './credential-store.ts';
import { personCredentialsMax } from './limits.ts';

/** Whose a credential is, and how long it holds. */
export interface PersonBound {
  /** Pseudonym. */
  readonly person: string;
  /** The last day, in the party's zone; absent: until it is revoked. */
  readonly until?: CivilDate;
}

/** A credential as people may see it; `pe` begins its id. */
export type PersonCredential = IssuedCredential & PersonBound;

/** The credentials of a node. Refusals: server.commands.too-many-credentials, server.commands.no-credential. */
export type PersonCredentials = CredentialStore<PersonBound>;

/**
 * Returns the credentials that lie in a state folder, in `person-credentials.json`. Failure of all: server.commands.store, for a
 * file that is not ours.
 */
export function openPersonCredentials(
  stateDir: string,
  world: Parameters<typeof openCredentials>[1],
): PersonCredentials {
  const sort = {
    path: join(stateDir, 'person-credentials.json'),
    format: 'comity-person-credentials/1',
    hashedFor: 'comity-person-credential/1',
    letters: 'pe',
    max: personCredentialsMax,
    codes: {
      tooMany: 'server.commands.too-many-credentials',
      unknown: 'server.commands.no-credential',
      store: 'server.commands.store',
    },
    readBound: ({ person, until, ...more }: Record<string, unknown>): PersonBound | undefined => {
      const isOurs = pseudonym.safeParse(person).success && Object.keys(more).length === 0;
      if (!isOurs) return undefined;
      if (until === undefined) return { person: String(person) };
      const day = String(until);
      return isCivilDate(day) ? { person: String(person), until: day as CivilDate } : undefined;
    },
  };
  return openCredentials<PersonBound>(sort, world);
}
