// A project package of OC4IDS 0.9.5 (https://standard.open-contracting.org/infrastructure/0.9/), piece by piece, so that
// no more than one project is in memory. One language a package, ids equal in all.
import type { Instant } from '../base/dates.ts';
import type { ProjectFile } from '../projection/project-file.ts';
import { printExactJson } from './exact-json.ts';
import { toOc4idsProject } from './oc4ids-project.ts';
import { filled, type Oc4idsSetting } from './oc4ids-setting.ts';

/** What a package says of itself. */
export interface PackageHead {
  /** Address at which the package can be had. */
  readonly uri: string;
  /** Name of the party that publishes it. */
  readonly publisher: string;
  /** Of the newest statement in it. */
  readonly publishedDate: Instant;
}

/** Characters of a piece, at least. */
const pieceCharacters = 65_536;

/** Yields the text of a package. A package without a project is not valid: then nothing is yielded. */
export async function* writePackage(
  head: PackageHead,
  setting: Oc4idsSetting,
  files: AsyncIterable<ProjectFile>,
): AsyncGenerator<string> {
  const { uri, publisher, publishedDate } = head;
  const opening = printExactJson(
    filled({ uri, publishedDate, publisher: { name: publisher }, version: '0.9' }),
  );
  let piece = '';
  let isFirst = true;
  for await (const file of files) {
    const project = printExactJson(toOc4idsProject(setting, file));
    piece += isFirst ? `${opening.slice(0, -1)},"projects":[\n${project}` : `,\n${project}`;
    isFirst = false;
    if (piece.length < pieceCharacters) continue;
    yield piece;
    piece = '';
  }
  if (!isFirst) yield `${piece}\n]}\n`;
}
