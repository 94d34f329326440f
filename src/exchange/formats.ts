// Every format by how its files begin, and the one door through which a file comes in.
import { err, ok, type Result } from '../base/result.ts';
import { type PlanIssue, planError } from '../plan/plan-issue.ts';
import { comityJson } from './comity-json.ts';
import { forecastInputsFormat } from './forecast-inputs.ts';
import type { ReadSchedule, ScheduleFormat } from './format.ts';
import { fileBytesMax } from './limits.ts';
import { mspdi } from './mspdi.ts';
import { pmxml } from './pmxml.ts';
import { psplib } from './psplib.ts';
import { legacyText, utf8Text, utf16Of, xmlText } from './text-encoding.ts';
import { xer } from './xer.ts';

const formats: readonly ScheduleFormat[] = [
  forecastInputsFormat,
  comityJson,
  psplib,
  xer,
  pmxml,
  mspdi,
];

/** Returns the format of a text by how it begins, or undefined. */
export function formatOf(text: string): ScheduleFormat | undefined {
  return formats.find((format) => format.recognises(text));
}

/**
 * Reads a file of any known format.
 * Errors: exchange.too-large, exchange.not-utf8, exchange.format-unknown, the reader's own.
 * @param bytes Untrusted: a file that somebody was sent.
 */
export function readSchedule(
  bytes: Uint8Array,
): Result<ReadSchedule & { readonly format: ScheduleFormat }, readonly PlanIssue[]> {
  if (bytes.length > fileBytesMax) {
    const sentence = `expected at most ${fileBytesMax} bytes, got ${bytes.length}`;
    return err([planError('exchange.too-large', sentence)]);
  }
  const format = formatOf(asciiOf(bytes));
  if (format === undefined) {
    const known = formats.map((one) => one.name);
    const sentence = 'no known schedule format begins like this file; what can be read';
    return err([planError('exchange.format-unknown', sentence, { members: known })]);
  }
  const text = textReaders[format.encoding](bytes);
  if (text === undefined) {
    const sentence = 'expected UTF-8 text, or of an XML file what it declares';
    return err([planError('exchange.not-utf8', sentence)]);
  }
  const read = format.read(text);
  return read.ok ? ok({ ...read.value, format }) : read;
}

const textReaders = { 'utf-8': utf8Text, xml: xmlText, any: legacyText } as const;

/** The bytes as a text of which the letters of ASCII are right, which is all that formats are recognised by. */
function asciiOf(bytes: Uint8Array): string {
  const text = new TextDecoder(utf16Of(bytes) ?? 'windows-1252').decode(bytes);
  return text.startsWith('ï»¿') ? text.slice(3) : text;
}
