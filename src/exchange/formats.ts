// Every format by how its files begin, and the one door through which a file comes in.
import { err, ok, type Result } from '../base/result.ts';
import { type PlanIssue, planError } from '../plan/plan-issue.ts';
import { comityJson } from './comity-json.ts';
import { forecastInputsFormat } from './forecast-inputs.ts';
import type { ReadSchedule, ScheduleFormat } from './format.ts';
import { fileBytesMax } from './limits.ts';
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
  {
    name: 'Microsoft Project XML',
    profile: 'msproject',
    encoding: 'xml',
    recognises: (text) => text.slice(0, 4_096).includes('schemas.microsoft.com/project'),
    read: undefined,
  },
];

/** Returns the format of a text by how it begins, or undefined. */
export function formatOf(text: string): ScheduleFormat | undefined {
  return formats.find((format) => format.recognises(text));
}

/**
 * Reads a file of any known format.
 * Errors: exchange.too-large, exchange.not-utf8, exchange.format-unknown, exchange.format-unsupported, the reader's own.
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
    const known = formats.filter((one) => one.read !== undefined).map((one) => one.name);
    const sentence = 'no known schedule format begins like this file; what can be read';
    return err([planError('exchange.format-unknown', sentence, { members: known })]);
  }
  if (format.read === undefined) {
    const sentence = `a file of ${format.name} cannot be read yet`;
    return err([planError('exchange.format-unsupported', sentence)]);
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
