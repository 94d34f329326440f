// How long does an export of 10,000 projects as OC4IDS take, and how much memory? Each with two approval cases, an
// amount, a promise and a forecast, on PGlite; beside it the same rows read and printed as they lie. The process that
// exports has done nothing else. `node bench/oc4ids.ts`
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mark, Origin, PartyId, ProgrammeId } from '../src/base/ids.ts';
import { writePackage } from '../src/exchange/oc4ids-package.ts';
import { readProjectFiles } from '../src/projection/project-files.ts';
import { createTables } from '../src/projection/schema.ts';
import { nodeCrypto } from '../src/store/node-crypto.ts';
import { openPglite } from '../src/store/pglite.ts';
import { defaultLanguage, languages } from '../src/text/languages.ts';
import { createMessages } from '../src/text/messages.ts';
import { readCatalogue } from '../test/support/locales.ts';
import { answer, inFolder, secondsOf } from './support/answer.ts';

const projects = 10_000;
const programme = 'bench' as ProgrammeId;
const party = 'bench' as PartyId;
const [, , task, folder] = process.argv;

if (task === undefined || folder === undefined) await inFolder(measure);
else await work(task, folder);

async function measure(dir: string): Promise<void> {
  const run = (name: string) => {
    // As bin/comity.js starts a process that goes through a lot.
    const args = ['--max-semi-space-size=8', fileURLToPath(import.meta.url), name, dir];
    const { stdout, status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new TypeError(stderr);
    return JSON.parse(stdout || '{}') as Readonly<Record<string, number>>;
  };
  run('fill');
  const plain = run('plain');
  const made = run('export');
  const peer = 'the same rows read and printed as they lie';
  const more = { projects, bytes: made.bytes };
  const of = { peer, more };
  const seconds = { value: made.seconds, peerValue: plain.seconds, unit: 's' };
  answer({ question: 'export of 10,000 projects as OC4IDS, time', ...seconds, ...of });
  const memory = { value: made.mebibytes, peerValue: plain.mebibytes, unit: 'MiB' };
  answer({ question: 'export of 10,000 projects as OC4IDS, most memory', ...memory, ...of });
}

async function work(name: string, dir: string): Promise<void> {
  const db = await openPglite({ dir: join(dir, 'db'), watchdogMilliseconds: 120_000 });
  const log = { origin: 'bench.example/comity' as Origin, party, zone: 'Asia/Hong_Kong' };
  const setting = {
    ...{ db, programme, sha256: nodeCrypto.sha256, fold: 'public' as const },
    logs: () => [{ ...log, visibility: 'shared' as const }],
    marks: () => new Map([[party, 'BE' as Mark]]),
  };
  if (name === 'fill') {
    await createTables(db);
    for (let from = 0; from < projects; from += 500) {
      const rows = Array.from({ length: 500 }, (_, i) => rowsOf(from + i + 1)).flat();
      await db.query(
        `insert into state (programme, fold, kind, id, body, invalid, pending)
         select $1, 'public', r.kind, r.id, r.body, 0, 0
         from jsonb_to_recordset($2::jsonb) as r(kind text, id text, body text)`,
        [programme, JSON.stringify(rows)],
      );
    }
  } else {
    let bytes = 0;
    const files = readProjectFiles(setting);
    const seconds = await secondsOf(async () => {
      if (name === 'plain') for await (const file of files) bytes += JSON.stringify(file).length;
      else for await (const piece of exported(files)) bytes += Buffer.byteLength(piece);
    });
    const mebibytes = process.resourceUsage().maxRSS / 1_024;
    process.stdout.write(JSON.stringify({ seconds, mebibytes, bytes }));
  }
  await db.close();
}

function exported(files: ReturnType<typeof readProjectFiles>): AsyncIterable<string> {
  const messages = createMessages(readCatalogue(languages.map(({ tag }) => tag)));
  const head = {
    uri: 'https://bench.example/',
    publisher: 'Bench',
    publishedDate: '2026-01-01T00:00:00Z',
  };
  const setting = {
    language: defaultLanguage,
    base: 'https://bench.example',
    programme: { id: programme, parties: [] },
    organizations: new Map(),
    text: (key: string, params = {}) => messages.text(defaultLanguage, key, params),
  };
  return writePackage(head, setting, files);
}

/** A project and what hangs on it, as the fold leaves them. */
function rowsOf(number: number): readonly Readonly<Record<'kind' | 'id' | 'body', string>>[] {
  const name = (letters: string, n: number) => `BE-${letters}${String(n).padStart(3, '0')}`;
  const words = (en: string) => ({ en, 'zh-Hant': `${en}項目`, 'zh-Hans': `${en}项目` });
  const project = name('P', number);
  const place = { origin: 'bench.example/comity', party, index: number, leaf: 'ab'.repeat(32) };
  const row = (kind: string, id: string, state: object) => ({
    ...{ kind, id },
    body: JSON.stringify({ id, party, sample: true, ...state }),
  });
  const source = { url: 'https://news.example/1', title: 'A report', accessed: '2026' };
  const make = {
    ...{ dataDate: '2026-10-31', p10: '2027-03-02T18:00', p50: '2027-05-20T18:00' },
    ...{ p80: '2027-08-11T18:00', p90: '2027-10-04T18:00', target: 'A900', place },
  };
  const said = { on: '2026-01-02', by: words('Office'), source };
  const promised = { from: '2027-01-01', to: '2027-12-31', words: words('in 2027') };
  return [
    row('project', project, {
      ...{ basis: 'own', title: words(`Footbridge ${number}`), summary: words('x'.repeat(400)) },
      ...{ opened: [], opening: place, status: { status: 'implementation', place } },
    }),
    ...[0, 1].map((i) =>
      row('approval-case', name('K', number * 2 + i), {
        ...{ procedure: 'BE-PR001', project, title: words('Works permit'), planned: false },
        ...{ events: [{ code: 'received', happened: '2026-03-02', place }], stated: [] },
        standing: 'open',
      }),
    ),
    row('investment', name('V', number), {
      ...{ project, kind: 'budget', amount: { amount: '1200000.5', currency: 'HKD' } },
      ...{ period: { from: '2026' }, place },
    }),
    row('promise', name('D', number), {
      ...{ subject: project, milestone: 'opened', promised, said, disputes: [], place },
    }),
    row('forecast', name('FC', number), { project, makes: [make, make], backcasts: [] }),
  ];
}
