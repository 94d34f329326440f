// Schedule files read in a thread of their own: the same answer, and an end to files that take too long or too much.
import { describe, expect, it } from 'vitest';
import { readSchedule } from '../exchange/formats.ts';
import { openScheduleReader, readScheduleApart } from './schedule-reader.ts';

const row = '%R\t1\t9\tA\tTK_NotStart\t8\n';
const whole = new TextEncoder().encode(
  [
    'ERMHDR\t23.12\n%T\tPROJECT\n%F\tproj_id\tproj_short_name\tlast_recalc_date\n%R\t9\tP\t2026-06-01 08:00\n',
    `%T\tTASK\n%F\ttask_id\tproj_id\ttask_code\tstatus_code\ttarget_drtn_hr_cnt\n${row}%E\n`,
  ].join(''),
);
/** Work of a second or so. */
const large = new TextEncoder().encode(`ERMHDR\t\n%T\tA\n%F\tb\n${'%R\t1\n'.repeat(1_500_000)}`);
const codeOf = (answer: Awaited<ReturnType<typeof readScheduleApart>>) =>
  answer.ok ? 'ok' : answer.error.map((issue) => issue.code).join();

describe('a file read in a thread of its own', () => {
  it('is read as in this one', async () => {
    const [apart, here] = [await readScheduleApart(whole), readSchedule(whole)];
    if (!apart.ok || !here.ok) return expect.fail('expected both to be read');
    const { name, profile } = here.value.format;
    expect(apart.value).toEqual({ ...here.value, format: { name, profile } });
    const nothing = new TextEncoder().encode('nothing');
    expect(await readScheduleApart(nothing)).toEqual(readSchedule(nothing));
  });

  it('ends after a time or beyond its memory, and the next file is read', async () => {
    const reader = openScheduleReader({ secondsMax: 0 });
    expect(codeOf(await reader.read(whole))).toBe('exchange.too-slow');
    await reader.close();
    const two = openScheduleReader({ megabytesMax: 48 });
    // Both wait in the same queue.
    const answers = await Promise.all([two.read(large), two.read(whole)]);
    expect(answers.map(codeOf)).toEqual(['exchange.too-much-memory', 'ok']);
    await two.close();
  });

  it('has an answer though its thread ends before, and the next file is read', async () => {
    const reader = openScheduleReader();
    expect(codeOf(await reader.read(whole))).toBe('ok');
    const answer = reader.read(large);
    // The file is handed over before the thread is told to end.
    await Promise.resolve();
    await reader.close();
    expect(codeOf(await answer)).toBe('exchange.reader');
    expect(codeOf(await reader.read(whole))).toBe('ok');
    await reader.close();
  });
});
