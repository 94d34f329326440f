// The manual's examples of commands are commands: each is parsed by its kind, and no kind or act is left out.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type KindName, kinds } from '../src/programme/kinds.ts';

const manual = readFileSync(new URL('../docs/manual/records.md', import.meta.url), 'utf8');
const sections = manual
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const [kind, act] = section.split('\n', 1)[0].split(' ');
    return { kind: kind as KindName, act, json: /```json\n([\s\S]*?)```/.exec(section)?.[1] };
  });

describe('the manual on records', () => {
  for (const { kind, act, json } of sections) {
    if (json === undefined) continue;
    it(`shows a command that ${kind} takes: ${act}`, () => {
      expect(kinds[kind].parseCommand({ act, ...JSON.parse(json) })).toMatchObject({ ok: true });
    });
  }

  it('names every kind that people write, and every act of it', () => {
    const missing: string[] = [];
    for (const kind of Object.values(kinds)) {
      if (kind.name === 'log') continue;
      const start = manual.indexOf(`\n## ${kind.name}\n`);
      const section = manual.slice(start, manual.indexOf('\n## ', start + 4) + 1 || undefined);
      if (start < 0) missing.push(kind.name);
      const acts = kind.acts.filter((act) => !section.includes(act));
      missing.push(...acts.map((act) => `${kind.name} ${act}`));
    }
    expect(missing).toEqual([]);
  });
});
