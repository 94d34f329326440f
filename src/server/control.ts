// What an operator can ask of a node: the methods behind the command line. The same whether they are called in
// the process or through the socket (control-socket.ts).
import { type CivilDate, civilDateIn, isCivilDate } from '../base/dates.ts';
import { ComityError } from '../base/errors.ts';
import { isJsonObject, type Json } from '../base/json.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { decisionTimes } from '../programme/decision-times.ts';
import { type KindName, kindNamed } from '../programme/kinds.ts';
import { type LanguageMap, languageMap } from '../programme/statement.ts';
import { projectionDigest } from '../projection/digest.ts';
import { readCases as readMeasured } from '../projection/network-cases.ts';
import { createQueries } from '../projection/read.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import { readPersons } from './access-check.ts';
import { readActs } from './acts-list.ts';
import { backupNode } from './backup.ts';
import { caseEventDesk, newCaseCredential, takeCaseFile } from './case-event-desk.ts';
import { readCases, toRow } from './case-list.ts';
import { commandDesk, newPersonCredential } from './command-desk.ts';
import { erasuresOf } from './erasure-status.ts';
import { discardFeedback, feedbackInbox, takeFeedback } from './feedback-desk.ts';
import { exportToFolder } from './folder-export.ts';
import { acceptCharter, amendCharter, proposeCharter } from './founding.ts';
import { fsckNode } from './fsck.ts';
import { exportIdentity, trustExport } from './introduce.ts';
import { changeKeyAsked, keysShown } from './key-desk.ts';
import { actsMax } from './limits.ts';
import { logKeysOf } from './log-keys.ts';
import { acceptClock, freezeLog, resumeSigning } from './log-life.ts';
import { originHash } from './logs.ts';
import { type Node, nowOf } from './node.ts';
import { type NodePlans, openNodePlans } from './node-plans.ts';
import { pageQueries } from './pages.ts';
import { recordPrivateRoot } from './private-root.ts';
import { writeProjectLines } from './project-file-lines.ts';
import { importProjects } from './project-import.ts';
import { takeProjectSheet } from './project-sheet-desk.ts';
import { listReturns, returnGridOf, takeReturn } from './return-desk.ts';
import { writeServicesFile } from './services-file.ts';
import { statusOf } from './status.ts';
import { syncImport, syncPull, syncStatus } from './sync.ts';
import { importTerms, publicTerms, termGround } from './term-desk.ts';
import { textLanguagesOf } from './text-languages.ts';

/** Answers one method, or undefined when there is none of that name. */
export type Control = (method: string, params: Json) => Promise<Result<unknown, Refusal>>;

type Method = (
  node: Node,
  params: Readonly<Record<string, Json | undefined>>,
  plans: NodePlans,
) => Promise<Result<unknown, Refusal>>;

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

const byOf = (params: Readonly<Record<string, Json | undefined>>) =>
  typeof params.as === 'string' ? { as: params.as } : {};

const methods: Readonly<Record<string, Method>> = {
  status: async (node) => ok(await statusOf(node)),
  export: async (node) => ok(await exportIdentity(node)),
  trust: (node, params) =>
    trustExport(node, {
      note: textOf(params.note) ?? '',
      fingerprint: textOf(params.fingerprint) ?? '',
      ...(textOf(params.address) === undefined ? {} : { address: textOf(params.address) ?? '' }),
    }),
  command: async (node, params) => {
    // What a log says of itself is said by commands of its own, which also do it.
    if (params.kind === 'log') return refuse('server.command.kind', { kind: 'log' });
    const about = textOf(params.about);
    const as = textOf(params.as);
    const command = params.command ?? null;
    return partyOf(node).commands.execute({
      kind: textOf(params.kind) ?? '',
      command: params.today === true ? datedToday(node, command) : command,
      ...(about === undefined ? {} : { about }),
      ...(as === undefined ? {} : { as }),
    });
  },
  propose: (node, params) => proposeCharter(node, params.charter ?? null, byOf(params)),
  amend: (node, params) => amendCharter(node, params.charter ?? null, byOf(params)),
  accept: (node, params) => acceptCharter(node, textOf(params.programme), byOf(params)),
  persons: async (node) => ok((await readPersons(partyOf(node).projection)) as unknown as Json),
  list: async (node, params) => listRecords(node, textOf(params.kind) ?? ''),
  show: async (node, params) => showRecord(node, textOf(params.id) ?? ''),
  cases: async (node, params) => listCases(node, textOf(params.project)),
  'case-times': async (node, params) => caseTimes(node, textOf(params.since)),
  case: async (node, params) => showCase(node, textOf(params.id) ?? ''),
  'import-projects': async (node, params) => {
    const projects = Array.isArray(params.projects) ? (params.projects as readonly Json[]) : [];
    return ok(await importProjects(partyOf(node).commands, projects, textOf(params.as)));
  },
  'project-sheet': (node, params) => takeProjectSheet(node, partyOf(node), params),
  'public-terms': (node, params) => publicTerms(node, partyOf(node), params),
  'term-ground': async (node) => ok(await termGround(node, partyOf(node))),
  'import-terms': (node, params) => importTerms(partyOf(node), params),
  'text-languages': async (node) => {
    const queries = createQueries(pageQueries(node, 'programme'));
    return ok((await textLanguagesOf(queries, node.config.own?.party)) as unknown as Json);
  },
  'return-grid': (node, params) => returnGridOf(node, partyOf(node), params),
  'return-list': (node, params) => listReturns(node, params),
  return: (node, params) => takeReturn(node, partyOf(node), params),
  'case-events': (node, params) => takeCaseFile(node, partyOf(node), params),
  'case-credential-new': (node, params) => newCaseCredential(node, partyOf(node), params),
  'case-credentials': async (node) =>
    ok(await caseEventDesk(node, partyOf(node)).credentials.all()),
  'case-credential-revoke': (node, params) =>
    caseEventDesk(node, partyOf(node)).credentials.revoke(textOf(params.id) ?? ''),
  acts: async (node, params) => {
    const { projector, projection } = partyOf(node);
    await projector.caughtUp('own');
    const origins = [node.logs.own, node.logs.private].flatMap((log) => log?.identity.origin ?? []);
    const since = textOf(params.since);
    if (since !== undefined && !isCivilDate(since))
      return refuse('programme.command.malformed', { path: 'from', expected: 'YYYY-MM-DD' });
    const [person, id] = [textOf(params.person), textOf(params.id)];
    const most = typeof params.most === 'number' ? params.most : actsMax;
    const asked = { person, id, since: since as CivilDate | undefined, most };
    return ok((await readActs(projection, origins, asked)) as unknown as Json);
  },
  'feedback-inbox': async (node) => ok(await feedbackInbox(node, partyOf(node)).all()),
  'feedback-take': (node, params) => takeFeedback(node, partyOf(node), params),
  'feedback-discard': (node, params) => discardFeedback(node, partyOf(node), params),
  'person-credential-new': (node, params) => newPersonCredential(node, partyOf(node), params),
  'person-credentials': async (node) =>
    ok(await commandDesk(node, partyOf(node)).credentials.all()),
  'person-credential-revoke': (node, params) =>
    commandDesk(node, partyOf(node)).credentials.revoke(textOf(params.id) ?? ''),
  'project-lines': async (node, params) => {
    if (!(await mayExport(node))) return refuse('server.export.held');
    return ok({ projects: await writeProjectLines(node, textOf(params.path) ?? '') });
  },
  'services-file': async (node, params) => {
    if (!(await mayExport(node))) return refuse('server.export.held');
    return ok({ services: await writeServicesFile(node, textOf(params.path) ?? '') });
  },
  verify: async (node, params) => {
    const found = await node.prover.verify(textOf(params.leaf) ?? '');
    return found === undefined
      ? refuse('server.verify.not-found', { leaf: textOf(params.leaf) ?? '' })
      : ok(found);
  },
  forecast: (node, params, plans) => recordForecast(node, params, plans),
  rebuild: async (node) => {
    await partyOf(node).projector.rebuild();
    return ok({ rebuilt: true });
  },
  'projection-hash': async (node) => {
    const { projector, projection } = partyOf(node);
    await projector.caughtUp('all');
    return ok(await projectionDigest(projection));
  },
  'put-blob': async (node, params) => {
    const text = textOf(params.base64) ?? '';
    const bytes = Buffer.from(text, 'base64');
    if (text === '' || bytes.toString('base64') !== text) {
      return refuse('server.blob.unreadable', {});
    }
    return ok({ hash: await node.blobs.put(bytes), bytes: bytes.length });
  },
  'get-blob': async (node, params) => {
    const hash = textOf(params.hash) ?? '';
    const bytes = /^[0-9a-f]{64}$/.test(hash) ? await node.blobs.get(hash) : undefined;
    return bytes === undefined
      ? refuse('server.blob.missing', { hash })
      : ok({ hash, base64: Buffer.from(bytes).toString('base64') });
  },
  backup: (node, params) =>
    backupNode(node, {
      dir: textOf(params.dir) ?? '',
      keys: params.keys === true,
      mirrors: params.mirrors === true,
    }),
  'sync-pull': (node, params) => syncPull(node, textOf(params.party)),
  'sync-status': async (node) => ok(await syncStatus(node)),
  'sync-import': (node, params) => syncImport(node, textOf(params.dir) ?? ''),
  'sync-export': (node, params) => {
    const reader = textOf(params.reader);
    const dir = textOf(params.dir) ?? '';
    return exportToFolder(node, { dir, ...(reader === undefined ? {} : { reader }) });
  },
  'witness-status': async (node) => {
    const { witnessName: witness } = node.config;
    return ok({ witness, logs: await node.desk.cosigned(), refused: node.alarms.refused() });
  },
  evidence: async (node) => ok(await evidenceOf(node)),
  fsck: async (node) => ok(await fsckNode(node)),
  'log-keys': async (node) => ok(logKeysOf(node)),
  erase: async (node, params) => {
    const as = textOf(params.as);
    return partyOf(node).eraser.request({
      leaf: textOf(params.leaf) ?? '',
      ground: params.ground ?? null,
      ...(as === undefined ? {} : { as }),
    });
  },
  erasures: async (node) => ok(await erasuresOf(node)),
  head: async (node) => ok(await headOf(node)),
  proof: async (node, params) => proofOf(node, textOf(params.leaf) ?? ''),
  confirm: async (node, params) => {
    const milliseconds = typeof params.milliseconds === 'number' ? params.milliseconds : 10_000;
    await partyOf(node).publisher.waitConfirmed(milliseconds);
    return ok({ size: node.logs.own?.confirmed?.size ?? 0 });
  },
  'private-root': async (node) => ok({ recorded: await recordPrivateRoot(node) }),
  keys: async (node) => ok(keysShown(node)),
  'change-key': (node, params) => changeKeyAsked(node, params),
  freeze: (node, params) => withReason(params, (why) => freezeLog(node, why)),
  resume: (node, params) => withReason(params, (why) => resumeSigning(node, why)),
  'accept-clock': (node, params) => withReason(params, (why) => acceptClock(node, why)),
  'close-alarm': async (node, params) => closeAlarm(node, params),
};

/** Methods that only the process which sequences the logs can carry out. */
const recording: ReadonlySet<string> = new Set([
  ...['command', 'propose', 'amend', 'accept', 'forecast', 'put-blob', 'private-root'],
  ...['import-projects', 'import-terms', 'project-sheet', 'case-events'],
  // Here they would leave a key that no other process has.
  ...['change-key', 'freeze', 'resume', 'accept-clock'],
]);

/** Returns the control of a node. Failures carry codes; an unknown method is the refusal server.control.method. */
export function createControl(node: Node, plans = openNodePlans(node)): Control {
  return async (method, params) => {
    const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (run === undefined) return refuse('server.control.method', { method });
    const elsewhere = recording.has(method) ? node.standby.refusal() : undefined;
    if (elsewhere !== undefined) return elsewhere;
    return run(node, isJsonObject(params) ? params : {}, plans);
  };
}

function partyOf(node: Node): NonNullable<Node['party']> {
  if (node.party !== undefined) return node.party;
  throw new ComityError('server.command.no-log', 'a witness keeps no log and takes no commands');
}

/** The civil day of the node's clock where its party is. */
/** What leaves the node in a file is published: it waits for erasures as pages do. */
async function mayExport(node: Node): Promise<boolean> {
  const { eraser, projector } = partyOf(node);
  if (eraser.state() === 'held') return false;
  await projector.caughtUp('all');
  return true;
}

function todayOf(node: Node): CivilDate {
  return civilDateIn(node.config.own?.zone ?? 'UTC', nowOf(node));
}

/** A command without a day happened today. */
function datedToday(node: Node, command: Json): Json {
  if (!isJsonObject(command) || command.happened !== undefined) return command;
  return { ...command, happened: todayOf(node) };
}

/** Records of any kind, by id; those of the private log are read from its own fold. */
async function listRecords(node: Node, name: string): Promise<Result<unknown, Refusal>> {
  const kind = kindNamed(name);
  if (kind === undefined || kind.writer === 'log') {
    return refuse('server.command.kind', { kind: name });
  }
  const fold = kind.writer === 'private' ? 'internal' : 'programme';
  const queries = createQueries(pageQueries(node, fold));
  if (name === 'charter') return ok(await queries.programme());
  if (name === 'agreement') return ok(await queries.agreements());
  return ok(await queries.records(name as KindName));
}

async function listCases(node: Node, project?: string): Promise<Result<unknown, Refusal>> {
  const wish = { asOf: todayOf(node), sha256: nodeCrypto.sha256 };
  const queries = createQueries(pageQueries(node, 'programme'));
  const found = await readCases(queries, project === undefined ? wish : { ...wish, project });
  return ok(found.map(toRow));
}

/** How long procedures took: of every matter that this party may read. */
async function caseTimes(node: Node, since?: string): Promise<Result<unknown, Refusal>> {
  const day = todayOf(node);
  const queries = createQueries(pageQueries(node, 'programme'));
  const cases = await readMeasured(queries, nodeCrypto.sha256, { day });
  return ok(decisionTimes(cases, { day, since }));
}

async function showCase(node: Node, id: string): Promise<Result<unknown, Refusal>> {
  const wish = { asOf: todayOf(node), sha256: nodeCrypto.sha256, id };
  const [found] = await readCases(createQueries(pageQueries(node, 'programme')), wish);
  return found === undefined ? refuse('server.command.not-found', { id }) : ok(found);
}

/** A party reads the fold of its own scope: programme payloads included. */
async function showRecord(node: Node, id: string): Promise<Result<unknown, Refusal>> {
  const { projection } = partyOf(node);
  const [row] = await projection.db.query(
    `select kind, body, invalid, pending from state
     where programme = $1 and fold in ('programme', 'internal') and id = $2 order by fold desc limit 1`,
    [projection.programme, id],
  );
  if (row === undefined) return refuse('server.command.not-found', { id });
  return ok({
    id,
    kind: row.kind,
    state: JSON.parse(String(row.body)) as unknown,
    invalid: row.invalid,
    pending: row.pending,
  });
}

/** Every evidence file, with its text. */
async function evidenceOf(node: Node): Promise<unknown> {
  const found = [];
  for (const log of node.logs.all()) {
    const { origin, party } = log.identity;
    const hash = originHash(nodeCrypto, origin);
    for (const number of await node.evidence.list(hash)) {
      found.push({ origin, party, number, text: await node.evidence.read(hash, number) });
    }
  }
  return found;
}

async function headOf(node: Node): Promise<unknown> {
  const { own } = node.logs;
  if (own === undefined) return { witness: node.config.witnessName };
  return {
    origin: own.identity.origin,
    recorded: own.store.head().size,
    published: own.pending?.size ?? 0,
    confirmed: own.confirmed?.size ?? 0,
    checkpoint: (await own.store.checkpoint('checkpoint')) ?? null,
    pending: (await own.store.checkpoint('checkpoint.pending')) ?? null,
  };
}

async function proofOf(node: Node, leaf: string): Promise<Result<unknown, Refusal>> {
  for (const log of node.logs.shared()) {
    const proof = await node.prover.tlogProof(log, leaf);
    const entry = await node.prover.entry(log, leaf);
    if (proof === undefined || entry === undefined) continue;
    return ok({
      proof,
      entry: Buffer.from(entry.bytes).toString('base64'),
      origin: log.identity.origin,
    });
  }
  return refuse('server.verify.not-found', { leaf });
}

/** What an operator takes upon himself stays on record with his reason. */
async function withReason(
  params: Readonly<Record<string, Json | undefined>>,
  run: (why: LanguageMap) => Promise<Result<unknown, Refusal>>,
): Promise<Result<unknown, Refusal>> {
  const given = languageMap.safeParse(params.why);
  return given.success ? run(given.data) : refuse('server.alarm.why', {});
}

/** Closing needs a reason: it is shown beside the alarm for ever. */
function closeAlarm(
  node: Node,
  params: Readonly<Record<string, Json | undefined>>,
): Result<unknown, Refusal> {
  const why = textOf(params.why) ?? '';
  const named = textOf(params.party) ?? '';
  const log = node.logs
    .shared()
    .find((one) => one.identity.party === named || one.identity.origin === named);
  if (log === undefined) return refuse('server.command.not-found', { id: named });
  if (why === '') return refuse('server.alarm.why', {});
  const closed = node.alarms.close(log.identity.origin, why);
  node.pulls.kick(log.identity.origin);
  node.party?.publisher.kick();
  return ok({ closed });
}

/** Puts a forecast on record now; with a day, one as if made then. */
async function recordForecast(
  node: Node,
  params: Readonly<Record<string, Json | undefined>>,
  plans: NodePlans,
): Promise<Result<unknown, Refusal>> {
  partyOf(node);
  const asof = textOf(params.asof);
  if (asof !== undefined && !isCivilDate(asof)) {
    return refuse('programme.command.malformed', { path: 'asof', expected: 'YYYY-MM-DD' });
  }
  const project = textOf(params.project) ?? '';
  return plans.record({ project, ...(asof === undefined ? {} : { asof }) });
}
