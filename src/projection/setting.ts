// What a projection works on and with, handed in by the server.
import type { Mark, Origin, PartyId, ProgrammeId } from '../base/ids.ts';
import type { Sha256 } from '../base/ports.ts';
import type { Database } from './database.ts';

/** A log whose entries are applied. */
export interface LogIdentity {
  readonly origin: Origin;
  readonly party: PartyId;
  /** IANA zone of the party: days are counted in it. */
  readonly zone: string;
  /** A private log's payloads fold apart and are never shown. */
  readonly visibility: 'shared' | 'private';
}

/** What a projection works on and with. */
export interface ProjectionSetting {
  readonly db: Database;
  readonly programme: ProgrammeId;
  readonly sha256: Sha256;
  /** Every log that may be applied, own and peers'. */
  readonly logs: () => readonly LogIdentity[];
  /** The mark of each party, which owns the records whose ids carry it. */
  readonly marks: () => ReadonlyMap<PartyId, Mark>;
}
