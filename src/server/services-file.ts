// The public services with all that a document of them is made of, as JSON in a file: what `comity export services` writes
// as CPSV-AP. The command line has the words of every language, the node has the rows.
import { writeFile } from 'node:fs/promises';
import { collectServices } from '../web/downloads/services.ts';
import { type Node, nowOf } from './node.ts';
import { publicQueries } from './pages.ts';
import { addressOf } from './project-file-lines.ts';
import { statusOf } from './status.ts';

/** Writes the file, whose folder must be there, and returns how many services it has. */
export async function writeServicesFile(node: Node, path: string): Promise<number> {
  const { party, logs } = await statusOf(node);
  const file = await collectServices(publicQueries(node), {
    ...{ base: addressOf(node), now: nowOf(node), logs },
    ...(party === undefined ? {} : { party }),
  });
  await writeFile(path, JSON.stringify(file));
  return file.services.length;
}
