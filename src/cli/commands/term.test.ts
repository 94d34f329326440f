// docs/spec/exchange.md X97: `comity term import` and `comity term export` on a node of one party that does not run.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/command-run.ts';
import { initNorth, openNorth } from '../../../test/support/one-node.ts';
import { tbxFaults } from '../../../test/support/tbx-basic.ts';
import type { Json } from '../../base/json.ts';
import type { TermState } from '../../programme/kinds/term.ts';
import type { RecordView } from '../../projection/queries.ts';
import { createControl } from '../../server/control.ts';
import { type Command, exitCodes } from '../command.ts';
import { termCommands } from './term.ts';

const dir = mkdtempSync(join(tmpdir(), 'comity-term-test-'));
const data = join(dir, 'data');
afterAll(() => rmSync(dir, { recursive: true, force: true }));
beforeAll(() => initNorth(data), 60_000);

const [exporting, importing] = termCommands as unknown as readonly [Command, Command];

async function call<Value>(method: string, params: Json = {}): Promise<Value> {
  const node = await openNorth(data);
  try {
    const done = await createControl(node)(method, params);
    expect(done, JSON.stringify(done)).toMatchObject({ ok: true });
    return (done as { readonly value: Value }).value;
  } finally {
    await node.close();
  }
}

const terms = () => call<readonly RecordView<TermState>[]>('list', { kind: 'term' });

function fileOf(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

const preferred = '<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>';
const section = (tag: string, word: string, status = preferred) =>
  `<langSec xml:lang="${tag}"><termSec><term>${word}</term>${status}</termSec></langSec>`;
const defined = '<descrip type="definition">Invented for a test.</descrip>';
const tbxOf = (...entries: readonly string[]) =>
  `<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><tbxHeader/><text><body>${entries.join('\n')}</body></text></tbx>`;
const entry = (id: string, ...parts: readonly string[]) =>
  `<conceptEntry id="${id}">${parts.join('')}</conceptEntry>`;
const three = [section('en', 'weir'), section('zh-HK', '水堰'), section('zh-CN', '堰')];

interface Printed {
  readonly counts: object;
  readonly recorded: number;
  readonly issues: readonly { readonly code: string; readonly sentence: string }[];
  readonly terms: readonly {
    readonly what: string;
    readonly record: string | null;
    readonly why?: { readonly code: string };
    readonly refused?: { readonly code: string };
  }[];
}

async function run(file: string, options: Readonly<Record<string, string | boolean>> = {}) {
  const ran = await runCommand(importing, [file], { data, json: true, ...options });
  return { ...ran, json: JSON.parse(ran.out[0] ?? 'null') as Printed };
}

describe('comity term', () => {
  it('wants its arguments', async () => {
    for (const [args, options] of [
      [[], {}],
      [['a', 'b'], {}],
    ] as const) {
      const ran = await runCommand(importing, args, { data, ...options });
      expect([ran.code, ran.said]).toEqual([exitCodes.usage, ['cli.term.import-usage']]);
    }
    for (const [args, options] of [
      [['a'], {}],
      [[], { output: '' }],
      [[], { output: '-', json: true }],
      [[], { json: true }],
    ] as const) {
      const ran = await runCommand(exporting, args, { data, ...options });
      expect([ran.code, ran.said]).toEqual([exitCodes.usage, ['cli.term.export-usage']]);
    }
  });

  it('writes nothing where no term is public, and knows its parties', async () => {
    const ran = await runCommand(exporting, [], { data });
    expect([ran.code, ran.said]).toEqual([exitCodes.notFound, ['cli.term.export-none']]);
    const none = await runCommand(exporting, [], { data, party: 'south' });
    expect([none.code, none.said.join()]).toEqual([
      ...[exitCodes.notFound, expect.stringContaining('server.command.not-found')],
    ]);
  }, 60_000);

  it('takes nothing of a file that is no TBX, and says where and why', async () => {
    const ran = await run(fileOf('bad.tbx', '<tbx>\n<text></tbx>'));
    expect(ran.code).toBe(exitCodes.failed);
    expect(ran.said).toEqual([expect.stringMatching(/^2:\d+: .*\[exchange\.tbx-xml\]$/)]);
    expect(ran.json).toMatchObject({
      recorded: 0,
      terms: [],
      issues: [{ code: 'exchange.tbx-xml' }],
    });
    const final = await runCommand(importing, ['any.tbx'], { data, status: 'final' });
    expect([final.code, final.said]).toEqual([
      ...[exitCodes.usage, ['cli.usage.value', 'cli.term.import-usage']],
    ]);
    const absent = runCommand(importing, [join(dir, 'none.tbx')], { data });
    await expect(absent).rejects.toMatchObject({ code: 'cli.file.unreadable' });
  }, 60_000);

  it('shows first, records then, and records nothing the second time', async () => {
    const file = fileOf(
      'weir.tbx',
      tbxOf(
        entry('weir', defined, ...three),
        entry('dam', defined, section('en', 'dam', ''), section('pt', 'barragem')),
        entry('lock', section('en', 'lock')),
        entry('', section('en', 'sluice')),
      ),
    );
    const dry = await runCommand(importing, [file], { data, 'dry-run': true });
    expect(dry.code).toBe(exitCodes.ok);
    expect(dry.said).toEqual([
      expect.stringContaining('[exchange.tbx-language]'),
      expect.stringContaining('[exchange.tbx-id]'),
    ]);
    const [, ...lines] = dry.out;
    expect(lines[0]).toMatch(/^cli\.term\.what\.new +weir +– +weir$/);
    expect(lines[1]).toMatch(/^cli\.term\.what\.new +dam +– +dam$/);
    expect(lines[2]).toMatch(/^cli\.term\.what\.left-out +lock .*exchange\.tbx-no-definition\]$/);
    expect(lines.slice(3)).toEqual(['cli.term.counts', 'cli.term.dry-run']);
    expect(await terms()).toEqual([]);
    const done = await run(file, { sample: true });
    expect(done.json).toMatchObject({
      ...{ recorded: 2, counts: { new: 2, changed: 0, same: 0, left: 2 } },
      terms: [{ record: 'NO-T001' }, { record: 'NO-T002' }, { what: 'left-out', record: null }],
    });
    const states = (await terms()).map(({ state }) => state);
    expect(states.map(({ status, sample, term }) => [status, sample, term])).toEqual([
      ['approved', true, { en: 'weir', 'zh-Hant': '水堰', 'zh-Hans': '堰' }],
      ['draft', true, { en: 'dam' }],
    ]);
    const again = await run(file);
    expect(again.json).toMatchObject({ recorded: 0, counts: { new: 0, changed: 0, same: 2 } });
    expect((await terms()).map(({ history }) => history.length)).toEqual([1, 1]);
  }, 60_000);

  it('writes out what comes in as the same, and takes what was changed in between', async () => {
    const retire = { act: 'retire', happened: '2026-01-02', why: { en: 'Say weir.' } };
    await call('command', { kind: 'term', about: 'NO-T002', command: retire });
    const define = { act: 'define', concept: 'moat', term: { en: 'moat' }, status: 'draft' };
    const hidden = { ...define, definition: { en: 'A ditch.' }, scope: 'programme' };
    await call('command', { kind: 'term', command: hidden });
    const out = join(dir, 'out.tbx');
    const wrote = await runCommand(exporting, [], { data, party: 'NO', output: out, json: true });
    expect(JSON.parse(wrote.out[0] ?? '')).toEqual({ file: out, terms: 2 });
    const text = readFileSync(out, 'utf8');
    expect([tbxFaults(text), text.includes('moat')]).toEqual([[], false]);
    const printed = await runCommand(exporting, [], { data, party: 'north' });
    expect(`${printed.out.join('\n')}\n`).toBe(text);
    const same = await run(out);
    expect([same.said, same.json]).toMatchObject([
      ...[[], { recorded: 0, counts: { new: 0, changed: 0, same: 2, left: 0 } }],
    ]);
    const edited = text.replace('<term>水堰</term>', '<term>攔河堰</term>');
    const moat = entry('moat', defined, section('en', 'moat'));
    const changed = await run(fileOf('edited.tbx', edited.replace('</body>', `${moat}</body>`)));
    expect(changed.json).toMatchObject({
      ...{ recorded: 2, counts: { changed: 2, same: 1 } },
      terms: [{ what: 'changed', record: 'NO-T001', changes: ['term'] }, {}, { record: 'NO-T003' }],
    });
    const [weir] = await terms();
    expect(weir?.state.term['zh-Hant']).toBe('攔河堰');
    // What only the parties may read stays with them.
    const after = await runCommand(exporting, [], { data });
    expect(after.out.join('\n')).not.toContain('moat');
  }, 60_000);

  it('records none where the node would refuse one, or the person may not', async () => {
    const before = (await terms()).length;
    const file = fileOf(
      'refused.tbx',
      tbxOf(entry('sluice', defined, ...three), entry('ford', defined, section('en', 'ford'))),
    );
    const asked = await run(file, { status: 'approved' });
    expect([asked.code, asked.said.at(-1)]).toEqual([exitCodes.refused, 'cli.term.refused']);
    expect(asked.json.terms.map(({ refused }) => refused?.code)).toEqual([
      ...[undefined, 'programme.term.missing-language'],
    ]);
    const pseudonym = 'no8b1e6f02';
    const named = { name: { en: 'A. Person' }, post: { en: 'Officer' }, from: '2020-01-01' };
    const appointed = await call<{ readonly ids: readonly string[] }>('command', {
      ...{ kind: 'person-role', command: { act: 'appoint', pseudonym, ...named } },
    });
    const grant = { act: 'grant', roles: ['case-officer'] };
    await call('command', { kind: 'person-role', about: appointed.ids[0] ?? '', command: grant });
    for (const options of [{ as: pseudonym }, { as: pseudonym, 'dry-run': true }]) {
      const ran = await runCommand(importing, [file], { data, ...options });
      expect([ran.code, ran.said.length, ran.said.join()]).toEqual([
        ...[exitCodes.refused, 1, expect.stringContaining('programme.access.act')],
      ]);
    }
    expect((await terms()).length).toBe(before);
    const editor = { act: 'grant', roles: ['editor'] };
    await call('command', { kind: 'person-role', about: appointed.ids[0] ?? '', command: editor });
    const done = await run(file, { as: pseudonym, status: 'draft' });
    expect([done.code, done.json.recorded]).toEqual([exitCodes.ok, 2]);
  }, 60_000);
});

describe('the node', () => {
  it('takes terms only as they are made here, and says after how many it stopped', async () => {
    const node = await openNorth(data);
    const control = createControl(node);
    for (const one of ['x', {}, { command: {}, about: 7 }] as readonly Json[]) {
      expect(await control('import-terms', { terms: [one] })).toMatchObject({
        error: { code: 'programme.command.malformed' },
      });
    }
    const as = 'no8b1e6f02';
    const good = { act: 'define', concept: 'quay', term: { en: 'quay' }, status: 'draft' };
    const command = { ...good, definition: { en: 'A wall.' } };
    const asked = { as, terms: [{ command }, { command: good }, { command }] };
    expect(await control('import-terms', asked)).toMatchObject({
      ok: true,
      value: { ids: ['NO-T006'], stopped: { code: 'programme.command.malformed' } },
    });
    const erasing = { ...node.party!, eraser: { ...node.party!.eraser, state: () => 'held' } };
    const held = createControl({ ...node, party: erasing } as typeof node);
    expect(await held('public-terms', {})).toMatchObject({
      ...{ ok: false, error: { code: 'server.export.held' } },
    });
    await node.close();
  }, 60_000);
});
