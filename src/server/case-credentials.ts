// Credentials of authorities' own systems: each is bound to one authority and one mapping (docs/spec/federation.md 6). Its id is
// the pseudonym under which its events stand.
import { join } from 'node:path';
import { type CaseMapping, parseCaseMapping } from '../exchange/case-mapping.ts';
import {
  type CredentialStore,
  type IssuedCredential,
  openCredentials,
} from './credential-store.ts';
import { caseCredentialsMax } from './limits.ts';

/** For whom a credential is, and how its system's words are read. */
export interface CaseBound {
  /** Id of the organization. */
  readonly authority: string;
  readonly mapping: CaseMapping;
}

/** A credential as people may see it; `ce` begins its id, which says who recorded an event, in the statement itself. */
export type CaseCredential = IssuedCredential & CaseBound;

/** The credentials of a node. Refusals: server.case-events.too-many-credentials, server.case-events.no-credential. */
export type CaseCredentials = CredentialStore<CaseBound>;

/**
 * Returns the credentials that lie in a state folder, in `case-credentials.json`. Failure of all: server.case-events.store, for
 * a file that is not ours.
 */
export function openCaseCredentials(
  stateDir: string,
  world: Parameters<typeof openCredentials>[1],
): CaseCredentials {
  const sort = {
    path: join(stateDir, 'case-credentials.json'),
    format: 'comity-case-credentials/1',
    hashedFor: 'comity-case-credential/1',
    letters: 'ce',
    max: caseCredentialsMax,
    codes: {
      tooMany: 'server.case-events.too-many-credentials',
      unknown: 'server.case-events.no-credential',
      store: 'server.case-events.store',
    },
    readBound: ({ authority, mapping, ...more }: Record<string, unknown>) => {
      const parsed = parseCaseMapping((mapping ?? null) as Parameters<typeof parseCaseMapping>[0]);
      const isOurs = typeof authority === 'string' && Object.keys(more).length === 0;
      return isOurs && parsed.ok ? { authority, mapping: parsed.value } : undefined;
    },
  };
  return openCredentials<CaseBound>(sort, world);
}
