// A small programme in memory, as pages see it: two parties, agreements in every state, a meeting, reports, an alarm.

import type { PartyId } from '../../src/base/ids.ts';
import { ok } from '../../src/base/result.ts';
import type {
  HistoryLine,
  NodeQueries,
  NodeStatus,
  Queries,
  Verification,
} from '../../src/projection/queries.ts';
import { languages } from '../../src/text/languages.ts';
import { createMessages } from '../../src/text/messages.ts';
import type { ReportElement, Site } from '../../src/web/site.ts';
import { realEntry } from './kept-entry.ts';
import { readCatalogue } from './locales.ts';
import { agreementsOf, commitmentsOf } from './web-agreements.ts';
import {
  hongKong,
  leafOf,
  now,
  originOf,
  plain,
  programmeId,
  type Say,
  shenzhen,
} from './web-places.ts';
import { createWorld, type Ending, type World } from './web-plans.ts';
import { projectFilesOf } from './web-project-files.ts';
import { meetingsOf, programmeOf, reportsOf } from './web-records.ts';
import { changedFile, minutesFile, scriptFile } from './web-register.ts';

const documentFiles = [minutesFile, changedFile, scriptFile];

function peersOf(text: (words: string) => string): NodeStatus['peers'] {
  return [
    {
      name: 'shenzhen',
      label: { en: 'Shenzhen' },
      url: 'http://127.0.0.1:4002',
      witnessOnly: false,
      lastContact: '2026-11-24T02:29:40Z',
      lastCosigned: { at: '2026-11-24T02:27:00Z', size: 41 },
      lagEntries: 0,
    },
    {
      name: 'witness.invalid',
      label: { en: 'Archive', 'zh-Hant': '檔案機構', 'zh-Hans': '档案机构' },
      url: 'http://127.0.0.1:4003',
      witnessOnly: true,
      lastContact: '2026-11-24T02:10:00Z',
      lastError: {
        code: 'server.peer.timeout',
        at: '2026-11-24T02:20:00Z',
        detail: text('no answer within 10 s'),
      },
      lagEntries: 3,
    },
  ];
}

function alarmsOf(text: (words: string) => string): NodeStatus['alarms'] {
  return [
    {
      origin: originOf(shenzhen),
      party: shenzhen,
      since: '2026-11-24T02:00:00Z',
      state: 'proven',
      code: 'record.evidence.same-size',
      detail: text('two roots at size 38'),
      evidence: '/evidence/abc/1.evidence',
    },
    {
      origin: originOf(hongKong),
      party: hongKong,
      since: '2026-11-20T02:00:00Z',
      state: 'reported',
      code: 'record.witness.conflict',
      detail: text('refused by shenzhen'),
      closed: {
        at: '2026-11-21T02:00:00Z',
        why: text('The disk had been restored from a backup; healed from the peer.'),
      },
    },
  ];
}

/** The node's own answers, with an alarm where asked for. */
function statusOf(text: (words: string) => string, alarm: 'alarm' | 'calm'): NodeStatus {
  const log = (party: PartyId, own: boolean) => ({
    party,
    origin: originOf(party),
    own,
    keys: own
      ? [
          { vkey: 'log.hong-kong.invalid/joint+00000001+AQ==', until: '2026-12-20T08:00:00Z' },
          { vkey: 'log.hong-kong.invalid/joint+00000002+AQ==' },
        ]
      : [{ vkey: 'log.shenzhen.invalid/joint+00000003+AQ==', sizeMax: 38 }],
    ...(own ? {} : { frozen: true }),
    recordedSize: own ? 42 : 38,
    publishedSize: own ? 42 : 38,
    confirmedSize: own ? 41 : 38,
    payloads: { held: 36, notHeld: 1, erased: 1 },
    invalid: 0,
  });
  return {
    party: hongKong,
    name: 'hong-kong',
    version: '0.1.0',
    now,
    signing: { allowed: true },
    logs: [log(hongKong, true), log(shenzhen, false)],
    peers: peersOf(text),
    refused: [
      {
        at: '2026-11-24T01:00:00Z',
        from: 'shenzhen',
        code: 'record.checkpoint.rollback',
        detail: text('size 37 after 38'),
      },
    ],
    alarms: alarm === 'calm' ? [] : alarmsOf(text),
    erasures: [
      {
        leaf: leafOf(9),
        party: shenzhen,
        index: 9,
        record: 'SZ-G009',
        ground: { en: text('Asked by the person named.') },
        asked: '2026-11-23T01:00:00Z',
        done: [shenzhen],
        parties: [hongKong, shenzhen],
      },
    ],
    isHeld: false,
    projection: { ready: true },
  };
}

function verificationOf(leaf: string): Verification {
  const origin = originOf(hongKong);
  return {
    leaf,
    origin,
    party: hongKong,
    index: 4,
    about: 'HK-A001',
    at: '2026-11-23T06:05:00Z',
    interval: {
      notBefore: { at: '2026-11-23T06:00:00Z', by: originOf(shenzhen) },
      notAfter: { at: '2026-11-23T06:06:00Z', by: 'witness.shenzhen.invalid' },
    },
    standing: 'confirmed',
    steps: [
      {
        check: 'payload',
        outcome: leaf === leafOf(1) ? 'failed' : 'passed',
        params: { scope: 'public' },
      },
      { check: 'inclusion', outcome: 'passed', params: { index: 4, size: 42 } },
      { check: 'checkpoint', outcome: 'passed', params: { key: origin, size: 42 } },
      {
        check: 'cosignature',
        outcome: 'passed',
        params: { name: 'shenzhen', key: 'witness.shenzhen.invalid', at: '2026-11-23T06:06:00Z' },
      },
      { check: 'cosignature', outcome: 'absent', params: { name: 'witness.invalid' } },
    ],
    changedKeys: {},
    files: {
      proof: `/log/${programmeId}/proof/${leaf}.tlog-proof`,
      entry: `/log/${programmeId}/entry/${leaf}`,
      payload: `/log/${programmeId}/payload/b2c3`,
      log: `/log/${programmeId}`,
    },
  };
}

function elementsOf(say: Say): readonly ReportElement[] {
  return [
    {
      id: 'E01',
      section: say('The conference', '會議', '会议'),
      text: say(
        'A conference reviewed eight fields of cooperation.',
        '會議檢視八個合作範疇。',
        '会议回顾八个合作领域。',
      ),
      state: 'real',
      link: '/meetings/SZ-G001',
    },
    {
      id: 'E02',
      section: say('The conference', '會議', '会议'),
      text: say('A series of agreements was signed.', '雙方簽署多項協議。', '双方签署多项协议。'),
      state: 'sample',
      link: '/agreements/HK-A001',
      note: say(
        'Their text is not public; the texts here are invented.',
        '協議文本並未公開，此處為虛構內容。',
        '协议文本并未公开，此处为虚构内容。',
      ),
    },
    {
      id: 'E03',
      section: say('Projects', '項目', '项目'),
      text: say('Five of the seven big actions.', '七大行動中的五項。', '七大行动中的五项。'),
      state: 'not-in-source',
    },
    {
      id: 'E04',
      section: say('Projects', '項目', '项目'),
      text: say('Thirty-one projects start this year.', '本年啟動31個項目。', '今年启动31个项目。'),
      state: 'not-built',
    },
  ];
}

type OtherQueries = Omit<Queries, 'records' | 'record' | 'projectFiles'>;

function queriesOf(say: Say): OtherQueries {
  const agreements = agreementsOf(say);
  const meetings = meetingsOf(say);
  const organization = {
    id: 'SZ-OR001',
    party: shenzhen,
    sample: true,
    name: say(
      'Shenzhen Programme Office (sample)',
      '深圳計劃辦公室（示例）',
      '深圳项目办公室（示例）',
    ),
    identifier: { scheme: 'CN-SZ', id: '440300-1' },
    url: 'https://office.invalid/',
  };
  const party = {
    id: 'HK-PA001',
    party: hongKong,
    sample: true,
    name: say('Hong Kong', '香港', '香港'),
    jurisdiction: 'HK',
    zone: 'Asia/Hong_Kong',
    languages: ['zh-Hant', 'en'],
  };
  const latest = agreements.flatMap((agreement) => agreement.history).slice(0, 6);
  return {
    programme: async () => programmeOf(say),
    agreements: async () => agreements,
    agreement: async (id) => agreements.find((agreement) => agreement.id === id),
    meetings: async () => meetings,
    meeting: async (id) => meetings.find((meeting) => meeting.id === id),
    commitments: async () => commitmentsOf(say),
    organizations: async () => [
      { id: 'SZ-OR001', kind: 'organization', state: organization, history: [] },
    ],
    parties: async () => [{ id: 'HK-PA001', kind: 'party', state: party, history: [] }],
    reports: async () => reportsOf(say),
    latest: async (count) => latest.slice(0, count),
  };
}

/** Newest recorded first. */
function byRecording(a: HistoryLine, b: HistoryLine): number {
  return a.place.at < b.place.at ? 1 : -1;
}

function isOfKind({ schema }: HistoryLine['statement'], kind: string | undefined): boolean {
  return kind === undefined || schema.startsWith(`${kind}/`);
}

/** What a test may change of the fixture. */
export interface FixtureOptions {
  readonly say?: Say;
  /** Applied to texts of the node that are not in languages. */
  readonly text?: (words: string) => string;
  readonly alarm?: 'alarm' | 'calm';
  /** Where the story of the projects ends. */
  readonly ending?: Ending;
}

/** Worlds of plain texts, by their ending: a story is told once. */
const worlds = new Map<Ending, World>();

function worldOf(options: Required<Omit<FixtureOptions, 'alarm'>>, others: OtherQueries): World {
  const make = () => createWorld(options, others as Queries);
  if (options.say !== plain) return make();
  const world = worlds.get(options.ending) ?? make();
  worlds.set(options.ending, world);
  return world;
}

/** Returns everything that the pages are handed: demonstration, sample programme, node of Hong Kong. */
export function createSite(options: FixtureOptions = {}): Site {
  const { say = plain, text = (words) => words, alarm = 'calm', ending = 'stopped' } = options;
  const others = queriesOf(say);
  const { plans, records, record } = worldOf({ say, text, ending }, others);
  const reports: Queries['reports'] = (when) => records('report', when);
  const projectFiles = () => projectFilesOf({ records });
  const latest: Queries['latest'] = async (count, kind) => {
    const [proposals, places] = await Promise.all([records('proposal'), records('place')]);
    const told = [...proposals, ...places].flatMap(({ history }) => history);
    const all = [...(await others.latest(count)), ...told.sort(byRecording)];
    return all.filter(({ statement }) => isOfKind(statement, kind)).slice(0, count);
  };
  const queries = { ...others, reports, records, record, projectFiles, latest };
  const node: NodeQueries = {
    status: async () => statusOf(text, alarm),
    verify: async (leaf) => (/^f+$/.test(leaf) ? undefined : verificationOf(leaf)),
    kept: async (leaf) => (/^f+$/.test(leaf) ? undefined : (await realEntry()).kept),
    leavesOf: async (id) => (await queries.agreement(id))?.history ?? [],
  };
  return {
    queries,
    node,
    plans,
    blob: async (hash) => documentFiles.find((one) => one.hash === hash)?.bytes,
    messages: createMessages(readCatalogue(languages.map(({ tag }) => tag))),
    demonstration: true,
    witness: false,
    report: elementsOf(say),
    nodeName: 'hong-kong',
    feedback: { leave: async (message) => ok(message) },
  };
}
