// docs/features.csv: what a user of the field's systems would expect, whether it is here, and the test that proves a yes.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const textOf = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** RFC 4180, without line breaks inside fields. */
function fieldsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );
}

const [head = '', ...lines] = textOf('docs/features.csv').trimEnd().split('\n');
const rows = lines.map(fieldsOf);

describe('the list of features', () => {
  it('has each of the 63 once, with an answer and a reason', () => {
    expect(fieldsOf(head)).toEqual(['number', 'feature', 'answer', 'reason', 'test file', 'test']);
    expect(rows.map(([number]) => Number(number))).toEqual(
      Array.from({ length: 63 }, (_, i) => i + 1),
    );
    for (const [number, feature, answer, reason, ...more] of rows) {
      expect(
        [feature, reason].every((one) => one !== ''),
        number,
      ).toBe(true);
      expect(['yes', 'later', 'no'], number).toContain(answer);
      expect(more, number).toHaveLength(2);
    }
  });

  it('names for every yes a test that there is, and for nothing else', () => {
    const missing = rows.filter(([, , answer, , file = '', title = '']) => {
      if (answer !== 'yes') return file !== '' || title !== '';
      if (!/\.test\.ts$/.test(file) || !existsSync(new URL(file, root))) return true;
      return !textOf(file).includes(title.replaceAll("'", "\\'"));
    });
    expect(missing.map(([number]) => number)).toEqual([]);
  });
});
