// Every public project with what hangs on it, as JSON lines in a file: what `comity export` shapes into other formats.
// The command line has the words of every language, the node has the rows.

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { OrganizationState } from '../programme/kinds/organization.ts';
import type { ProgrammeView } from '../projection/queries.ts';
import { type Node, nowOf } from './node.ts';
import { publicQueries } from './pages.ts';
import { textLanguagesOf } from './text-languages.ts';

/** The first line of the file; a `ProjectFile` stands on each line after it. */
export interface ProjectLinesHead {
  readonly programme: ProgrammeView;
  readonly organizations: readonly OrganizationState[];
  /** The node's own address. */
  readonly base: string;
  readonly party?: string;
  /** Charter tags in the order in which that party writes. */
  readonly textLanguages: readonly string[];
  /** When the newest public statement was recorded; now where there is none. */
  readonly changed: string;
}

/** Writes the file, whose folder must be there, and returns how many projects it has. */
export async function writeProjectLines(node: Node, path: string): Promise<number> {
  const queries = publicQueries(node);
  const { own } = node.config;
  const [newest] = await queries.latest(1);
  const head: ProjectLinesHead = {
    programme: await queries.programme(),
    textLanguages: await textLanguagesOf(queries, own?.party),
    organizations: (await queries.organizations()).map(({ state }) => state),
    base: addressOf(node),
    ...(own === undefined ? {} : { party: own.party }),
    changed: newest?.place.at ?? nowOf(node),
  };
  const out = createWriteStream(path);
  const write = async (value: unknown) => {
    if (!out.write(`${JSON.stringify(value)}\n`)) await once(out, 'drain');
  };
  await write(head);
  let count = 0;
  for await (const file of queries.projectFiles()) {
    await write(file);
    count++;
  }
  out.end();
  await finished(out);
  return count;
}

/** Returns the address at which readers find the pages of a node, without a slash at its end. */
export function addressOf({ config: { url, host, port } }: Node): string {
  return (url ?? `http://${host}:${port}`).replace(/\/$/, '');
}
