// Trust policies: c2sp.org/tlog-policy. Which logs and witnesses are known, and which cosignatures
// a checkpoint needs to be believed. One line per item:
import { toHex } from '../base/bytes.ts';
import type { Sha256 } from '../base/ports.ts';
import { err, type Issue, issue, ok, type Result } from '../base/result.ts';
import { parseDecimal, quote } from './fields.ts';
import {
  cosignatureKeyType,
  noteKeyType,
  parseVerifierKey,
  printVerifierKey,
  type VerifierKey,
} from './key.ts';
import { policyCharactersMax, policyItemsMax } from './limits.ts';

//     log <vkey> [<url>]
//     witness <name> <vkey> [<url>]
//     group <name> all|any|<k> <name>...        names of lines above
//     quorum <name>|none                        exactly once

/** A log that the policy accepts. */
export interface PolicyLog {
  readonly key: VerifierKey;
  readonly url?: string;
}

/** A witness, by a name that means something in this policy only. */
export interface PolicyWitness {
  readonly name: string;
  readonly key: VerifierKey;
  readonly url?: string;
}

/** Some witnesses and groups, of which all, any one or a number must have cosigned. */
export interface PolicyGroup {
  readonly name: string;
  readonly threshold: 'all' | 'any' | number;
  /** Names of witnesses and of earlier groups. */
  readonly members: readonly string[];
}

/** A whole policy. */
export interface Policy {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  /** Name of a witness or group, or `none`. */
  readonly quorum: string;
}

/**
 * Parses a policy file. Comments, empty lines and spacing mean nothing. Issues, all with a line
 * where there is one: those of {@link parseVerifierKey}, record.policy.too-long,
 * record.policy.control-character, record.policy.keyword, record.policy.arguments,
 * record.policy.key-type, record.policy.key-twice, record.policy.name-taken,
 * record.policy.name-unknown, record.policy.member-twice, record.policy.threshold,
 * record.policy.quorum-twice, record.policy.quorum-missing, record.policy.too-many.
 * @param text Untrusted: comes from files.
 */
export function parsePolicy(sha256: Sha256, text: string): Result<Policy, readonly Issue[]> {
  if (text.length > policyCharactersMax) {
    const message = `expected at most ${policyCharactersMax} characters, got ${text.length}`;
    return issue('record.policy.too-long', '', message);
  }
  const reading = newReading(sha256);
  for (const [i, line] of text.split('\n').entries()) {
    readLine(reading, line, i + 1);
  }
  const { logs, witnesses, groups, issues, quorum } = reading;
  if (quorum === undefined && issues.length === 0) {
    return issue('record.policy.quorum-missing', '', 'expected a quorum line');
  }
  const counts = [logs.length, witnesses.length, groups.length];
  if (Math.max(...counts) > policyItemsMax) {
    const message = `expected at most ${policyItemsMax} of a kind, got ${Math.max(...counts)}`;
    issues.push({ code: 'record.policy.too-many', path: '', message });
  }
  if (issues.length > 0 || quorum === undefined) return err(issues);
  return ok({ logs, witnesses, groups, quorum });
}

/** Returns the text of a policy file: logs, witnesses, groups, quorum. */
export function printPolicy(policy: Policy): string {
  const lines = [
    ...policy.logs.map((log) => ['log', printVerifierKey(log.key), log.url]),
    ...policy.witnesses.map((w) => ['witness', w.name, printVerifierKey(w.key), w.url]),
    ...policy.groups.map((g) => ['group', g.name, String(g.threshold), ...g.members]),
    ['quorum', policy.quorum],
  ];
  return lines.map((items) => `${items.filter((item) => item !== undefined).join(' ')}\n`).join('');
}

/**
 * Returns whether a checkpoint with valid cosignatures of these witnesses is to be believed. The
 * names are those of the policy, not of the keys; others are ignored. With the quorum `none` every
 * checkpoint of a known log is.
 */
export function meetsQuorum(policy: Policy, validWitnessNames: ReadonlySet<string>): boolean {
  if (policy.quorum === 'none') return true;
  const met = new Set<string>();
  for (const { name } of policy.witnesses) if (validWitnessNames.has(name)) met.add(name);
  // Groups name only lines above them: one pass in order is enough.
  for (const { name, threshold, members } of policy.groups) {
    const count = members.filter((member) => met.has(member)).length;
    if (count >= requiredOf(threshold, members.length)) met.add(name);
  }
  return met.has(policy.quorum);
}

function requiredOf(threshold: PolicyGroup['threshold'], memberCount: number): number {
  if (threshold === 'all') return memberCount;
  return threshold === 'any' ? 1 : threshold;
}

/** A policy while it is read. */
interface Reading {
  readonly sha256: Sha256;
  readonly logs: PolicyLog[];
  readonly witnesses: PolicyWitness[];
  readonly groups: PolicyGroup[];
  readonly issues: Issue[];
  /** Names of witnesses and groups, which share one namespace; `none` is taken. */
  readonly names: Set<string>;
  readonly members: Set<string>;
  /** Public keys of logs and of witnesses: each may stand once in its kind, under any name. */
  readonly publicKeys: Set<string>;
  quorum?: string;
}

function newReading(sha256: Sha256): Reading {
  const lists = { logs: [], witnesses: [], groups: [], issues: [] };
  return { sha256, ...lists, names: new Set(['none']), members: new Set(), publicKeys: new Set() };
}

function readLine(reading: Reading, line: string, number: number): void {
  const add = (code: string, message: string) =>
    reading.issues.push({ code, path: '', line: number, message });
  if (/[\x00-\x08\x0b-\x1f\x7f]/.test(line)) {
    add('record.policy.control-character', 'expected no control character but tab and newline');
    return;
  }
  const [keyword, ...items] = line.split(/[ \t]+/).filter((item) => item !== '');
  if (keyword === undefined || keyword.startsWith('#')) return;
  switch (keyword) {
    case 'log':
      readLog(reading, items, { number, add });
      break;
    case 'witness':
      readWitness(reading, items, { number, add });
      break;
    case 'group':
      readGroup(reading, items, { number, add });
      break;
    case 'quorum':
      readQuorum(reading, items, { number, add });
      break;
    default:
      add('record.policy.keyword', `expected log, witness, group or quorum, got ${quote(keyword)}`);
  }
}

interface Place {
  readonly number: number;
  readonly add: (code: string, message: string) => void;
}

function readLog(reading: Reading, items: readonly string[], place: Place): void {
  if (items.length < 1 || items.length > 2) {
    place.add('record.policy.arguments', `expected log <vkey> [<url>], got ${items.length} items`);
    return;
  }
  const [vkey, url] = items;
  const key = readKey(reading, { vkey, type: noteKeyType }, place);
  if (key !== undefined) reading.logs.push(url === undefined ? { key } : { key, url });
}

function readWitness(reading: Reading, items: readonly string[], place: Place): void {
  if (items.length < 2 || items.length > 3) {
    const expected = 'witness <name> <vkey> [<url>]';
    place.add('record.policy.arguments', `expected ${expected}, got ${items.length} items`);
    return;
  }
  const [name, vkey, url] = items;
  const isFree = takeName(reading, name, place);
  const key = readKey(reading, { vkey, type: cosignatureKeyType }, place);
  if (!isFree || key === undefined) return;
  reading.witnesses.push(url === undefined ? { name, key } : { name, key, url });
}

function readGroup(reading: Reading, items: readonly string[], place: Place): void {
  if (items.length < 3) {
    const expected = 'group <name> all|any|<k> <name>...';
    place.add('record.policy.arguments', `expected ${expected}, got ${items.length} items`);
    return;
  }
  const [name, thresholdText, ...members] = items;
  for (const member of members) {
    if (member === 'none' || !reading.names.has(member)) {
      place.add(
        'record.policy.name-unknown',
        `expected a name of a line above, got ${quote(member)}`,
      );
    } else if (reading.members.has(member)) {
      place.add(
        'record.policy.member-twice',
        `expected each name in one group once, got ${quote(member)} again`,
      );
    }
    reading.members.add(member);
  }
  const threshold = readThreshold(thresholdText, members.length);
  if (threshold === undefined) {
    const expected = `all, any or 1 to ${members.length}`;
    place.add('record.policy.threshold', `expected ${expected}, got ${quote(thresholdText)}`);
  }
  if (takeName(reading, name, place) && threshold !== undefined) {
    reading.groups.push({ name, threshold, members });
  }
}

function readThreshold(text: string, memberCount: number): PolicyGroup['threshold'] | undefined {
  if (text === 'all' || text === 'any') return text;
  const count = parseDecimal(text);
  return count !== undefined && count >= 1 && count <= memberCount ? count : undefined;
}

function readQuorum(reading: Reading, items: readonly string[], place: Place): void {
  const [name] = items;
  if (items.length !== 1) {
    place.add('record.policy.arguments', `expected quorum <name>, got ${items.length} items`);
    return;
  }
  if (reading.quorum !== undefined)
    place.add('record.policy.quorum-twice', 'expected one quorum line');
  if (!reading.names.has(name)) {
    place.add(
      'record.policy.name-unknown',
      `expected a name of a line above or none, got ${quote(name)}`,
    );
  }
  reading.quorum = name;
}

function takeName(reading: Reading, name: string, place: Place): boolean {
  if (reading.names.has(name)) {
    place.add('record.policy.name-taken', `expected a name not yet used, got ${quote(name)}`);
    return false;
  }
  reading.names.add(name);
  return true;
}

function readKey(
  reading: Reading,
  given: { readonly vkey: string; readonly type: number },
  place: Place,
): VerifierKey | undefined {
  const key = parseVerifierKey(reading.sha256, given.vkey);
  if (!key.ok) {
    reading.issues.push(...key.error.map((found) => ({ ...found, line: place.number })));
    return undefined;
  }
  if (key.value.type !== given.type) {
    place.add(
      'record.policy.key-type',
      `expected a key of type ${given.type}, got ${key.value.type}`,
    );
    return undefined;
  }
  const identity = `${given.type} ${toHex(key.value.publicKey)}`;
  if (reading.publicKeys.has(identity)) {
    place.add(
      'record.policy.key-twice',
      `expected each public key once, got that of ${key.value.name} again`,
    );
    return undefined;
  }
  reading.publicKeys.add(identity);
  return key.value;
}
