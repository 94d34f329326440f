// Log-keeping: genesis and private-root.
import type { Mark, Origin, PartyId, ProgrammeId } from '../../base/ids.ts';
import type { LanguageMap, Place } from '../statement.ts';

/** What a log says about itself. */
export interface LogState {
  readonly origin: Origin;
  readonly genesis: Genesis;
  /** The newest root of the party's private log that it committed to. */
  readonly privateRoot?: { readonly size: number; readonly root: string; readonly place: Place };
}

/** Entry 0 of a log. */
export interface Genesis {
  /** Version of the log format: 1. */
  readonly format: number;
  readonly programme: ProgrammeId;
  readonly party: PartyId;
  readonly mark: Mark;
  readonly origin: Origin;
  /** IANA zone: the party's days are counted in it. */
  readonly zone: string;
  readonly name: LanguageMap;
  /** Verifier keys (c2sp.org/signed-note). */
  readonly keys: {
    readonly root: string;
    readonly log: string;
    readonly witness: string;
    readonly request: string;
  };
  readonly url?: string | undefined;
}
