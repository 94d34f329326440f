// A generated programme is held to the rules of its kinds, and to being the same every time.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openOffice } from '../../test/support/office.ts';
import { playExample } from '../stories.ts';
import { lastDayTold } from './days.ts';
import { generateProgramme, type ProgrammeSize, partiesMost } from './programme.ts';
import { writeProgramme } from './write.ts';

const languages = ['en', 'zh-Hant', 'zh-Hans'];

/** Gives every command to the rules of its kind. */
function play(size: ProgrammeSize) {
  const made = generateProgramme(size);
  const parties = made.parties.parties as unknown as Parameters<typeof openOffice>[0];
  const office = openOffice(parties, languages);
  const entries = [...made.steps()].flatMap((step) => {
    const given = office.give(step);
    const ids = given.flatMap(({ payloads }) => Object.values(payloads).map((one) => one.about));
    if (step.expectId !== undefined) expect(ids).toContain(step.expectId);
    return given;
  });
  return { ...office.counts(), entries };
}

describe('a generated programme', () => {
  it.each([
    [0, 2, 1],
    [1, 2, 60],
    [2, 3, 60],
    [9_007_199_254_740_991, partiesMost, 60],
  ])('of seed %i with %i parties and %i projects is accepted whole', (seed, parties, projects) => {
    const { records, invalid, entries } = play({ seed, parties, projects });
    expect(invalid).toBe(0);
    expect(records).toBeGreaterThan(projects * 4);
    for (const { payloads } of entries) {
      for (const statement of Object.values(payloads)) {
        expect(statement.sample, `${statement.about} ${statement.act}`).toBe(true);
        expect(String(statement.happened ?? '') <= lastDayTold).toBe(true);
      }
    }
  });

  it('is the same every time, and another under another seed', () => {
    const tell = (seed: number) =>
      JSON.stringify([...generateProgramme({ seed, parties: 2, projects: 30 }).steps()]);
    expect(tell(5)).toBe(tell(5));
    expect(tell(5)).not.toBe(tell(6));
  });

  it('begins with the same projects however many follow', () => {
    const projectsOf = (projects: number) =>
      [...generateProgramme({ seed: 5, parties: 2, projects }).steps()]
        .filter(({ kind, command }) => kind === 'project' && command.act === 'open')
        .map(({ command }) => command.title);
    expect(projectsOf(40).slice(0, 16)).toEqual(projectsOf(16));
  });

  it('is written as the folder of an example, which plays as any other', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'comity-generated-'));
    try {
      const steps = await writeProgramme(
        generateProgramme({ seed: 3, parties: 2, projects: 6 }),
        dir,
      );
      const story = JSON.parse(readFileSync(join(dir, 'story.json'), 'utf8')) as unknown[];
      expect(story).toHaveLength(steps);
      const { statements } = playExample(pathToFileURL(`${dir}/`), { from: 0 });
      expect(statements.length).toBeGreaterThanOrEqual(steps);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
