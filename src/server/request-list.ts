// Who sent requests that record, and what became of them: a line of JSON for each, in a file of the data folder. No word of what was
// sent stands in it; what was recorded names its credential or its person in the record itself.
import { appendFile, rename, stat } from 'node:fs/promises';
import { instantOf } from '../base/dates.ts';
import type { Clock } from '../base/ports.ts';
import { createSerial } from '../store/serial.ts';
import { requestListBytesMax } from './limits.ts';

/** What every line has beside its instant. */
export interface RequestLine {
  /** Where it came from: a network address, or `command` for the operator's own. */
  readonly source: string;
  /** Of the credential; absent where none was accepted. */
  readonly credential?: string;
  /** Code of the refusal or failure of the whole. */
  readonly refused?: string;
}

/** A list of requests. */
export interface RequestList<Line extends RequestLine> {
  /** Resolves when the line is handed to the system. Failures: the system's. */
  add(line: Line): Promise<void>;
}

/** Returns the list that lies in a file. Of what is longer than 4 MiB the part before stays beside it, with `.1` after its name. */
export function openRequestList<Line extends RequestLine>(
  path: string,
  clock: Clock,
): RequestList<Line> {
  const inTurn = createSerial();
  return {
    add: (line) =>
      inTurn(async () => {
        const size = await stat(path).then(
          (found) => found.size,
          () => 0,
        );
        if (size > requestListBytesMax) await rename(path, `${path}.1`);
        const text = `${JSON.stringify({ at: instantOf(clock()), ...line })}\n`;
        await appendFile(path, text, { mode: 0o600 });
      }),
  };
}
