// Contents of joint texts for tests: an agreement and a charter between Hong Kong and Shenzhen, all sample.

import type { Json } from '../../src/base/json.ts';
import { textHash } from '../../src/programme/joint.ts';
import { type Entry, entry, hk, sha256, sz } from './given.ts';

type Members = Readonly<Record<string, unknown>>;

const key = (name: string) => `${name}+0a1b2c3d+AVBeOEFoNrhgcb0kcAKzaDE5dW2sdWhIdCVFj2DMyjhW`;
const inAll = (text: string) => ({ en: text, 'zh-Hant': text, 'zh-Hans': text });

export const posts = [
  { party: hk, post: { en: 'Secretary' } },
  { party: sz, post: { en: 'Director' } },
];

export const commitmentLine = {
  id: 'HK-C001',
  clause: '1',
  debtors: [hk],
  creditors: [sz],
  due: '2019-12-31',
  measure: { en: 'First call published', 'zh-Hant': '公布首輪申請' },
};

export function agreementContent(changes: Members = {}): Members {
  return {
    type: 'memorandum',
    title: { en: 'Research funding', 'zh-Hant': '科研資助' },
    authentic: ['en', 'zh-Hant'],
    clauses: [{ id: '1', text: { en: 'Both sides fund.', 'zh-Hant': '雙方資助。' } }],
    commitments: [commitmentLine],
    ...changes,
  };
}

export function charterParty(party: string, mark: string): Members {
  const origin = `log.${party}.invalid/joint`;
  const zone = party === sz ? 'Asia/Shanghai' : 'Asia/Hong_Kong';
  const keys = { logKey: key(origin), witnessKey: key('w'), requestKey: key('r') };
  return { party, mark, name: inAll(party), zone, origin, ...keys };
}

export function charterContent(changes: Members = {}): Members {
  return {
    title: inAll('Joint programme'),
    parties: [charterParty(hk, 'HK'), charterParty(sz, 'SZ')],
    languages: ['en', 'zh-Hant', 'zh-Hans'],
    fields: [{ id: 'finance', label: inAll('Finance') }],
    witnesses: [],
    publication: { meetings: 'public', agreements: 'public', drafts: 'programme' },
    ...changes,
  };
}

export const jointKinds = {
  agreement: { id: 'HK-A001', content: agreementContent },
  charter: { id: 'HK-CH001', content: charterContent },
} as const;

/** A text of a joint record, and its hash. */
export function joint(kind: keyof typeof jointKinds, changes: Members = {}) {
  const { id, content } = jointKinds[kind];
  const text = { of: id, base: null, signatories: posts, content: content(), ...changes };
  return { text, hash: textHash(sha256, text as unknown as Json) };
}

/** Entries that propose the text by Hong Kong and sign it by both. */
export function signedByBoth(
  kind: keyof typeof jointKinds,
  changes: Members = {},
): readonly Entry[] {
  const { id: about } = jointKinds[kind];
  const { text, hash } = joint(kind, changes);
  const sign = { kind, about, act: 'sign', text: hash, post: { en: 'Secretary' } };
  return [
    entry(hk, { kind, about, act: 'propose', text }),
    entry(hk, { ...sign, happened: '2019-04-02' }),
    entry(sz, { ...sign, happened: '2019-04-03' }, '2019-04-03T02:00:00Z'),
  ];
}
