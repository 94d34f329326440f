// Who sent events of cases, and what became of them: a line of JSON for each request, in `case-events.log` of the data
// folder. No word of an event stands in it; what was recorded names its credential in the record itself.
import { appendFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Instant, instantOf } from '../base/dates.ts';
import type { Clock } from '../base/ports.ts';
import { createSerial } from '../store/serial.ts';
import { caseAuditBytesMax } from './limits.ts';

/** One request. */
export interface CaseAuditLine {
  readonly at: Instant;
  /** Where it came from: a network address, or `command` for the operator's own. */
  readonly source: string;
  /** Of the credential; absent where none was accepted. */
  readonly credential?: string;
  readonly authority?: string;
  readonly mode?: 'record' | 'preview';
  /** Rows by what became of them. */
  readonly counts?: Readonly<
    Record<'recorded' | 'known' | 'ignored' | 'rejected' | 'left', number>
  >;
  /** Code of the refusal or failure of the whole. */
  readonly refused?: string;
}

/** The list. */
export interface CaseAudit {
  /** Resolves when the line is handed to the system. Failures: the system's. */
  add(line: Omit<CaseAuditLine, 'at'>): Promise<void>;
}

/** Returns the list of a data folder. Of what is longer than 4 MiB the part before stays as `case-events.log.1`. */
export function openCaseAudit(dataDir: string, clock: Clock): CaseAudit {
  const path = join(dataDir, 'case-events.log');
  const inTurn = createSerial();
  return {
    add: (line) =>
      inTurn(async () => {
        const size = await stat(path).then(
          (found) => found.size,
          () => 0,
        );
        if (size > caseAuditBytesMax) await rename(path, `${path}.1`);
        const text = `${JSON.stringify({ at: instantOf(clock()), ...line })}\n`;
        await appendFile(path, text, { mode: 0o600 });
      }),
  };
}
