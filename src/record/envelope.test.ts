// Envelopes: docs/spec/record.md R15.
import { describe, expect, it } from 'vitest';
import { codesOf, leavesOf } from '../../test/support/tree.ts';
import { toBase64, utf8, utf8ToString } from '../base/bytes.ts';
import type { Origin } from '../base/ids.ts';
import { canonicalBytes, type Json } from '../base/json.ts';
import { envelopeBytesMax } from '../base/limits.ts';
import { type Envelope, parseEnvelope, printEnvelope } from './envelope.ts';
import { envelopeSeenMax } from './limits.ts';

const [root, commitment] = leavesOf(2);
const at = '2026-11-23T08:00:00Z';
const seen = { origin: 'b.example/comity' as Origin, size: 4711, root };
const envelope: Envelope = { v: 1, at, seen: [seen], commitments: { public: commitment } };
const json: Record<string, Json> = {
  v: 1,
  at,
  seen: [['b.example/comity', 4711, toBase64(root)]],
  public: toBase64(commitment),
};

function codes(changes: Record<string, Json>, log: 'shared' | 'private' = 'shared'): string[] {
  return codesOf(parseEnvelope(canonicalBytes({ ...json, ...changes }), log));
}

describe('printEnvelope', () => {
  it('writes canonical JSON that reads back', () => {
    const bytes = printEnvelope(envelope);
    expect(utf8ToString(bytes)).toBe(
      `{"at":"${at}","public":"${toBase64(commitment)}","seen":[["b.example/comity",4711,"${toBase64(root)}"]],"v":1}`,
    );
    expect(parseEnvelope(bytes, 'shared')).toEqual({ ok: true, value: envelope });
  });

  it('stays below 4,096 bytes with everything in it', () => {
    const most = { ...seen, origin: 'a'.repeat(120) as Origin, size: Number.MAX_SAFE_INTEGER };
    const commitments = { public: root, programme: root, internal: root };
    const full = { ...envelope, seen: Array(envelopeSeenMax).fill(most), commitments };
    expect(printEnvelope(full).length).toBeLessThanOrEqual(envelopeBytesMax);
    expect(() => printEnvelope({ ...full, seen: [...full.seen, most] })).toThrow('16');
  });
});

describe('parseEnvelope', () => {
  it('refuses the slot of internal payloads in a shared log, and reads it in a private one', () => {
    const internal = toBase64(root);
    expect(codes({ internal })).toEqual(['record.envelope.internal']);
    const parsed = parseEnvelope(canonicalBytes({ ...json, internal }), 'private');
    expect(parsed.ok && parsed.value.commitments).toEqual({ public: commitment, internal: root });
  });

  it('accepts fields that it does not know, and gives them no meaning', () => {
    const parsed = parseEnvelope(
      canonicalBytes({ ...json, later: { of: ['anything'] } }),
      'shared',
    );
    expect(parsed).toEqual({ ok: true, value: envelope });
  });

  it('refuses another version without looking further', () => {
    expect(codes({ v: 2, at: 'whenever', seen: 'nothing' })).toEqual(['record.envelope.version']);
    expect(codes({ v: '1' })).toEqual(['record.envelope.version']);
  });

  it('refuses bytes that have another spelling', () => {
    const text = utf8ToString(printEnvelope(envelope)) ?? '';
    const spaced = text.replace('"v":1', '"v": 1');
    expect(codesOf(parseEnvelope(utf8(spaced), 'shared'))).toEqual(['base.json.not-canonical']);
    const twice = text.replace('"v":1', '"v":1,"v":1');
    expect(codesOf(parseEnvelope(utf8(twice), 'shared'))).toEqual(['base.json.not-canonical']);
  });

  it.each<[string, Record<string, Json>]>([
    ['record.envelope.at', { at: '2026-11-23' }],
    ['record.envelope.at', { at: '2026-02-30T00:00:00Z' }],
    ['record.envelope.at', { at: 5 }],
    ['record.envelope.seen', { seen: 'x' }],
    ['record.envelope.seen', { seen: [['b.example', 1]] }],
    ['record.envelope.seen', { seen: [['B Example', 1, toBase64(root)]] }],
    ['record.envelope.seen', { seen: [['b.example', -1, toBase64(root)]] }],
    ['record.envelope.seen', { seen: [['b.example', 1, 'AA==']] }],
    ['record.envelope.seen-too-many', { seen: Array(envelopeSeenMax + 1).fill([]) }],
    ['record.envelope.commitment', { public: 'AA==' }],
    ['record.envelope.commitment', { programme: null }],
    ['record.envelope.too-long', { note: 'x'.repeat(envelopeBytesMax) }],
  ])('answers %s', (code, changes) => {
    expect(codes(changes)).toEqual([code]);
  });

  it('names every fault with its path', () => {
    const parsed = parseEnvelope(
      canonicalBytes({ ...json, at: '', seen: [[]], public: '' }),
      'shared',
    );
    expect(!parsed.ok && parsed.error.map((found) => found.path)).toEqual([
      'at',
      'seen[0]',
      'public',
    ]);
  });

  it('answers record.envelope.not-object to other JSON', () => {
    expect(codesOf(parseEnvelope(utf8('[1]'), 'shared'))).toEqual(['record.envelope.not-object']);
  });
});
