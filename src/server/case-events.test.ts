// docs/spec/federation.md F101 to F106: events of cases from an authority's own system, on a node in this process.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordCaseSetting, trackerMapping } from '../../test/support/case-node.ts';
import { readCatalogue } from '../../test/support/locales.ts';
import { initNorth, openNorth } from '../../test/support/one-node.ts';
import type { JsonObject } from '../base/json.ts';
import { readCaseRows } from '../exchange/case-events-file.ts';
import { parseCaseMapping } from '../exchange/case-mapping.ts';
import { caseEventsBytesMax } from '../exchange/limits.ts';
import { languages } from '../text/languages.ts';
import { createMessages } from '../text/messages.ts';
import type { CaseEventsAnswer } from './case-event-desk.ts';
import { caseEventDesk } from './case-event-desk.ts';
import { createCaseEventRoutes } from './case-event-routes.ts';
import { importCaseEvents } from './case-events.ts';
import { type Control, createControl } from './control.ts';
import { caseEventsRate } from './limits.ts';
import type { Node } from './node.ts';

const dir = mkdtempSync(join(tmpdir(), 'comity-case-events-'));
const data = join(dir, 'data');
const messages = createMessages(readCatalogue(languages.map(({ tag }) => tag)));
const failures: unknown[] = [];
let node: Node;
let control: Control;
let token = '';
let credential = '';

beforeAll(async () => {
  await initNorth(data);
  node = await openNorth(data);
  await recordCaseSetting(node);
  control = createControl(node);
  const made = await control('case-credential-new', {
    authority: 'NO-OR001',
    mapping: trackerMapping,
  });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  const { value } = made as { readonly value: { token: string; credential: { id: string } } };
  [token, credential] = [value.token, value.credential.id];
}, 60_000);
afterAll(async () => {
  await node.close();
  rmSync(dir, { recursive: true, force: true });
});

type Row = readonly [number: string, event: string, code: string, day: string];
const csvOf = (rows: readonly Row[]) =>
  `case,event,code,day\n${rows.map((row) => row.join(',')).join('\n')}\n`;

/** Takes rows in on the operator's own word. */
async function take(rows: readonly Row[], more: JsonObject = {}): Promise<CaseEventsAnswer> {
  const params = { text: csvOf(rows), authority: 'NO-OR001', mapping: trackerMapping, ...more };
  const taken = await control('case-events', params);
  if (!taken.ok) throw new Error(JSON.stringify(taken.error));
  return taken.value as CaseEventsAnswer;
}

const codesOf = (answer: CaseEventsAnswer) => answer.rejected.map(({ row, code }) => [row, code]);

async function eventsOf(id: string) {
  const found = await control('show', { id });
  if (!found.ok) throw new Error(id);
  const { state } = found.value as {
    state: { events: readonly { code: string; happened: string }[] };
  };
  return state.events.map(({ code, happened }) => `${code} ${happened}`);
}

describe('events of cases', () => {
  it('are recorded by day whatever their order, once, however often they come', async () => {
    const rows: readonly Row[] = [
      ['A1', '3', 'DEC', '2026-03-20'],
      ['A1', '2', 'ACC', '2026-03-05'],
      ['A1', '9', 'NOTE', '2026-03-06'],
      ['A1', '1', 'RCV', '2026-03-02'],
    ];
    const first = await take(rows);
    expect(first).toMatchObject({ rejected: [], known: [], ignored: [4], left: [] });
    expect(first.recorded.map(({ row }) => row)).toEqual([2, 3, 5]);
    const id = first.recorded[0]?.id ?? '';
    expect(await eventsOf(id)).toEqual([
      'received 2026-03-02',
      'accepted 2026-03-05',
      'decided 2026-03-20',
    ]);
    const size = node.logs.own?.store.head().size;
    const again = await take([...rows, ...rows]);
    expect(again).toMatchObject({ recorded: [], rejected: [] });
    expect(again.known.map((one) => one.id)).toEqual(Array(6).fill(id));
    expect(node.logs.own?.store.head().size).toBe(size);
  });

  it('of many cases are recorded side by side, each case under the next id in the order of its rows', async () => {
    const numbers = Array.from({ length: 70 }, (_, i) => `M${i + 1}`);
    const rows = [
      ...numbers.map((number): Row => [number, '1', 'RCV', '2026-03-02']),
      ...numbers.map((number): Row => [number, '2', 'ACC', '2026-03-03']),
    ];
    const taken = await take(rows);
    expect(taken).toMatchObject({ rejected: [], known: [], left: [] });
    const ids = taken.recorded.map(({ id }) => Number(/\d+$/.exec(id ?? '')?.[0]));
    expect(ids.slice(1, 70)).toEqual(ids.slice(0, 69).map((number) => number + 1));
    expect(ids.slice(70)).toEqual(ids.slice(0, 70));
    expect(await eventsOf(taken.recorded.at(-1)?.id ?? '')).toEqual([
      'received 2026-03-02',
      'accepted 2026-03-03',
    ]);
  });

  it('are never taken back up once they were retracted, nor changed under their number: server.case-events.changed', async () => {
    const [received] = (await take([['B1', '1', 'RCV', '2026-03-02']])).recorded;
    const [accepted] = (await take([['B1', '2', 'ACC', '2026-03-03']])).recorded;
    const why = { en: 'Entered by mistake' };
    const command = { act: 'retract', of: accepted?.leaf ?? '', why };
    const about = received?.id ?? '';
    expect(await control('command', { kind: 'approval-case', about, command })).toMatchObject({
      ok: true,
    });
    const again = await take([
      ['B1', '2', 'ACC', '2026-03-03'],
      ['B1', '1', 'RCV', '2026-03-04'],
      ['B1', '2', 'DEC', '2026-03-03'],
    ]);
    expect(again.known).toMatchObject([{ row: 2, id: about }]);
    expect(codesOf(again)).toEqual([
      [3, 'server.case-events.changed'],
      [4, 'server.case-events.changed'],
    ]);
    expect(await eventsOf(about)).toEqual(['received 2026-03-02']);
  });

  it('are counted as corrected, too, under the number that they came with', async () => {
    const [received] = (await take([['C1', '1', 'RCV', '2026-03-02']])).recorded;
    const external = { system: 'tracker', case: 'C1', event: '1' };
    const content = { act: 'open', happened: '2026-03-01', external };
    const command = {
      act: 'rectify',
      of: received?.leaf ?? '',
      content,
      why: { en: 'A day early' },
    };
    const about = received?.id ?? '';
    const named = { procedure: 'NO-PR001', project: 'NO-P001', title: { en: 'Sample' } };
    const rectify = { ...command, content: { ...content, ...named } };
    const corrected = await control('command', { kind: 'approval-case', about, command: rectify });
    expect(corrected).toMatchObject({ ok: true });
    const again = await take([
      ['C1', '1', 'RCV', '2026-03-02'],
      ['C1', '1', 'RCV', '2026-03-01'],
    ]);
    expect(again).toMatchObject({ rejected: [], recorded: [], known: [{ row: 2 }, { row: 3 }] });
    expect(await eventsOf(about)).toEqual(['received 2026-03-01']);
  });

  it('go to the case that was expected under that file number: server.case-events.unknown-case, server.case-events.ambiguous-case', async () => {
    const plan = async (number: string) => {
      const named = { procedure: 'NO-PR001', project: 'NO-P001', title: { en: 'Sample' } };
      const command = { act: 'plan', ...named, number, scope: 'programme', sample: true };
      const done = await control('command', { kind: 'approval-case', command });
      return (done as { readonly value: { readonly ids: readonly string[] } }).value.ids[0];
    };
    const id = await plan('D1');
    await plan('D2');
    await plan('D2');
    const taken = await take([
      ['D1', '1', 'RCV', '2026-03-02'],
      ['D1', '2', 'ACC', '2026-03-03'],
      ['D2', '1', 'RCV', '2026-03-02'],
      ['D3', '1', 'ACC', '2026-03-02'],
    ]);
    expect(taken.recorded).toMatchObject([{ id }, { id }]);
    expect(codesOf(taken)).toEqual([
      [4, 'server.case-events.ambiguous-case'],
      [5, 'server.case-events.unknown-case'],
    ]);
  });

  it('are those of the authority that they come for: server.case-events.other-authority, server.case-events.authority', async () => {
    const other = { authority: 'NO-OR002' };
    const mine = await take([
      ['E1', '1', 'RCV', '2026-03-02'],
      ['E2', '1', 'OTH', '2026-03-02'],
    ]);
    expect(codesOf(mine)).toEqual([[3, 'server.case-events.other-authority']]);
    const theirs = await take(
      [
        ['E1', '2', 'ACC', '2026-03-03'],
        ['E2', '1', 'OTH', '2026-03-02'],
      ],
      other,
    );
    expect(codesOf(theirs)).toEqual([[2, 'server.case-events.other-authority']]);
    expect(theirs.recorded).toMatchObject([{ row: 3 }]);
    for (const authority of ['NO-OR009', 'SO-OR001', 'NO-P001', '']) {
      const params = { text: '', authority, mapping: trackerMapping };
      for (const method of ['case-events', 'case-credential-new']) {
        expect(await control(method, params)).toMatchObject({
          ...{ ok: false, error: { code: 'server.case-events.authority' } },
        });
      }
    }
  });

  it('that do not fit their case come back with the reason, and the others are recorded', async () => {
    const taken = await take([
      ['F1', '1', 'RCV', '2026-03-02'],
      ['F1', '2', 'ANS', '2026-03-03'],
      ['F1', '3', 'DEC', '2099-01-01'],
      ['F1', '4', 'DEC', '2026-03-09'],
      ['F1', '5', 'ACC', '2026-03-10'],
      ['F1', '6', 'XXX', '2026-03-11'],
    ]);
    expect(taken.recorded.map(({ row }) => row)).toEqual([2, 5]);
    expect(codesOf(taken)).toEqual([
      [3, 'programme.approval-case.not-stopped'],
      [4, 'programme.approval-case.future'],
      [6, 'programme.approval-case.already-decided'],
      [7, 'exchange.case-event-code'],
    ]);
  });

  it('are seen before by a preview as they are recorded after it, and it records nothing', async () => {
    const code = fc.constantFrom('RCV', 'ACC', 'RFI', 'ANS', 'DEC', 'WDN', 'OTH', 'NOTE', 'XXX');
    const day = fc.integer({ min: 1, max: 9 }).map((one) => `2026-03-0${one}`);
    const row = fc.tuple(fc.constantFrom('1', '2'), fc.integer({ min: 1, max: 12 }), code, day);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 10 }), async (found) => {
        run += 1;
        const rows = found.map(
          ([one, event, ...rest]): Row => [`P${run}-${one}`, String(event), ...rest],
        );
        rows.unshift([`P${run}-1`, '0', 'RCV', '2026-03-01']);
        const size = node.logs.own?.store.head().size;
        const seen = await take(rows, { preview: true });
        expect(node.logs.own?.store.head().size).toBe(size);
        const done = await take(rows);
        const shape = (answer: CaseEventsAnswer) => ({
          ...{ rejected: codesOf(answer), ignored: answer.ignored },
          recorded: answer.recorded.map((one) => one.row),
          known: answer.known.map((one) => one.row),
        });
        expect(shape(seen)).toEqual(shape(done));
        const total =
          done.recorded.length + done.known.length + done.ignored.length + done.rejected.length;
        expect(total).toBe(rows.length);
      }),
      { seed: 5, numRuns: 30 },
    );
  }, 60_000);

  it('that there is no time for are left, the latest by day, and taken when they come again', async () => {
    const rows: readonly Row[] = [
      ['G1', '2', 'ACC', '2026-03-03'],
      ['G1', '1', 'RCV', '2026-03-02'],
    ];
    const mapping = parseCaseMapping(trackerMapping);
    const read = mapping.ok ? readCaseRows(csvOf(rows), 'csv', mapping.value) : mapping;
    if (!mapping.ok || !read.ok) throw new Error('rows');
    const asked = { authority: 'NO-OR001', mapping: mapping.value, mode: 'record' } as const;
    const world = { ...asked, rows: read.value, milliseconds: 0 };
    expect(await importCaseEvents(node, node.party!, world)).toMatchObject({
      ...{ ok: true, value: { recorded: [{ row: 3 }], left: [2] } },
    });
    expect(await take(rows, { only: [2] })).toMatchObject({
      recorded: [{ row: 2 }],
      known: [],
      left: [],
    });
  });
});

describe('POST /api/v1/case-events', () => {
  const appOf = (desk = caseEventDesk(node, node.party!)) =>
    createCaseEventRoutes({
      ...{ desk, messages, clock: node.clock },
      onError: (error) => void failures.push(error),
    });
  const post = (
    body: string,
    more: { path?: string; headers?: object; app?: ReturnType<typeof appOf> } = {},
  ) =>
    (more.app ?? appOf()).request(more.path ?? '/api/v1/case-events', {
      ...{ method: 'POST', body },
      headers: {
        ...{ authorization: `Bearer ${token}`, 'content-type': 'text/csv; charset=utf-8' },
        ...more.headers,
      },
    });
  const refusedOf = async (response: Response) =>
    ((await response.json()) as { refused: { code: string; sentence: string } }).refused;

  it('takes CSV and JSON under the name of its credential, and answers row by row in the language asked for', async () => {
    const rows: readonly Row[] = [
      ['H1', '1', 'RCV', '2026-03-02'],
      ['H1', '2', 'XXX', '2026-03-03'],
    ];
    const response = await post(csvOf(rows), { headers: { 'accept-language': 'zh-HK' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-language')).toBe('zh-Hant-HK');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const answer = (await response.json()) as CaseEventsAnswer;
    expect(answer).toMatchObject({
      ...{ mode: 'record', recorded: [{ row: 2, case: 'H1', event: '1' }] },
      rejected: [
        { row: 3, code: 'exchange.case-event-code', sentence: '對照檔沒有說明代碼「XXX」的含義。' },
      ],
    });
    const id = answer.recorded[0]?.id ?? '';
    const shown = JSON.stringify(await control('show', { id }));
    expect(shown).toContain('"system":"tracker"');
    const [statement] = await node.party!.projection.db.query(
      `select body from statement where subject = $1 limit 1`,
      [id],
    );
    expect(JSON.parse(String(statement?.body))).toMatchObject({ by: credential });
    const json = JSON.stringify([{ case: 'H1', event: 3, code: 'ACC', day: '2026-03-03' }]);
    const second = await post(json, {
      path: '/api/v1/case-events?lang=zh-hans',
      headers: { 'content-type': 'application/json' },
    });
    expect(await second.json()).toMatchObject({ recorded: [{ row: 1, id }], rejected: [] });
  });

  it('records nothing where a preview is asked for, however that is spelled', async () => {
    for (const query of ['dry-run=1', 'dry-run', 'dry-run=true']) {
      const size = node.logs.own?.store.head().size;
      const response = await post(csvOf([['I1', '1', 'RCV', '2026-03-02']]), {
        path: `/api/v1/case-events?${query}`,
      });
      expect(await response.json()).toMatchObject({ mode: 'preview', recorded: [{ row: 2 }] });
      expect(node.logs.own?.store.head().size).toBe(size);
    }
  });

  it('turns away who has no valid credential, with one answer: server.case-events.credential', async () => {
    const made = await control('case-credential-new', {
      authority: 'NO-OR001',
      mapping: trackerMapping,
    });
    const { value } = made as unknown as { value: { token: string; credential: { id: string } } };
    await control('case-credential-revoke', { id: value.credential.id });
    const size = node.logs.own?.store.head().size;
    const wrong = [undefined, '', 'Bearer', 'Bearer x', `Basic ${token}`, `Bearer ${value.token}`];
    const bodies = [];
    for (const authorization of wrong) {
      const headers: Record<string, string> = { 'content-type': 'text/csv' };
      if (authorization !== undefined) headers.authorization = authorization;
      const body = csvOf([['J1', '1', 'RCV', '2026-03-02']]);
      const response = await appOf().request('/api/v1/case-events', {
        method: 'POST',
        body,
        headers,
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      bodies.push(await response.text());
    }
    expect(new Set(bodies).size).toBe(1);
    expect(bodies[0]).toContain('server.case-events.credential');
    expect(node.logs.own?.store.head().size).toBe(size);
  });

  it('says what is wrong with a request as a whole, and with which status', async () => {
    const long = await post('x'.repeat(caseEventsBytesMax + 1));
    expect([long.status, (await refusedOf(long)).code]).toEqual([
      413,
      'server.case-events.too-long',
    ]);
    const media = await post('x', { headers: { 'content-type': 'application/xml' } });
    expect([media.status, (await refusedOf(media)).code]).toEqual([
      415,
      'server.case-events.media',
    ]);
    const broken = await post('[', { headers: { 'content-type': 'application/json' } });
    expect([broken.status, (await refusedOf(broken)).code]).toEqual([
      400,
      'exchange.case-events-format',
    ]);
    const columns = await post('a,b\n');
    expect([columns.status, (await refusedOf(columns)).code]).toEqual([
      400,
      'exchange.case-events-columns',
    ]);
    const bytes = await appOf().request('/api/v1/case-events', {
      ...{ method: 'POST', body: new Uint8Array([0xff, 0xfe]) },
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
    });
    expect([bytes.status, (await refusedOf(bytes)).code]).toEqual([
      400,
      'exchange.case-events-encoding',
    ]);
    const got = await appOf().request('/api/v1/case-events');
    expect([got.status, got.headers.get('allow'), (await refusedOf(got)).code]).toEqual([
      ...[405, 'POST', 'server.case-events.method'],
    ]);
  });

  it('has who floods wait before anything of it is read: server.case-events.busy', async () => {
    const desk = caseEventDesk(node, node.party!);
    const world = { desk, messages, clock: () => 0, onError: () => undefined };
    const app = createCaseEventRoutes(world);
    const statuses = [];
    for (let i = 0; i <= caseEventsRate.burst; i++) {
      statuses.push((await app.request('/api/v1/case-events', { method: 'POST' })).status);
    }
    expect(statuses).toEqual([...Array(caseEventsRate.burst).fill(401), 429]);
    const response = await app.request('/api/v1/case-events', { method: 'POST' });
    expect(response.headers.get('retry-after')).toBe('1');
    expect((await refusedOf(response)).code).toBe('server.case-events.busy');
  });

  it('says that the same may come again when the node failed, and no more: server.case-events.failed', async () => {
    const desk = caseEventDesk(node, node.party!);
    const failing = { ...desk, take: () => Promise.reject(new Error('disk of the node')) };
    const response = await post('case', { app: appOf(failing) });
    const text = await response.text();
    expect([response.status, text.includes('disk')]).toEqual([503, false]);
    expect(text).toContain('server.case-events.failed');
    expect(failures).toHaveLength(1);
  });

  it('leaves a line of each request, without a word of an event', async () => {
    const text = readFileSync(join(data, 'case-events.log'), 'utf8');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({
        ...{ credential, authority: 'NO-OR001', mode: 'record' },
        counts: { recorded: 1, known: 0, ignored: 0, rejected: 1, left: 0 },
      }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ refused: 'server.case-events.credential' }),
    );
    expect(text).not.toMatch(/H1|XXX|comity_ce/);
  });
});
