// The rule that nothing of one machine stays in the tree: paths, registry addresses, download hosts.
import type { Project } from './project.ts';
import type { Rule, Violation } from './rule.ts';

// Written with a class so that this file does not find itself.
const trace =
  /\/[w]ork\/|\/home\/[a-z]+\/|\/tmp\/[a-z]+_jobs|registry\.npm[j]s|npm[j]s\.org|deb\.debia[n]\./;

/** A clone works on any machine. */
export const machineTraces: Rule = {
  name: 'machine-traces',
  statement: 'no file names a path of one machine or the host of a registry',
  check: (project: Project): readonly Violation[] => {
    const texts = [
      ...project.code.map((file) => [file.path, file.text] as const),
      ...project.documents,
    ];
    return texts.flatMap(([path, text]) =>
      text.split('\n').flatMap((line, i) => {
        const match = trace.exec(line);
        if (match === null) return [];
        const instead = 'a relative path, or a setting';
        return [{ path, line: i + 1, what: `the text "${match[0]}"`, instead }];
      }),
    );
  },
  planted: [
    {
      files: {
        'README.md': `# A\nsee /${'work'}/main/x\n`,
        'package-lock.json': `{"resolved":"https://registry.${'npmjs'}.org/a"}`,
      },
      at: ['README.md:2', 'package-lock.json:1'],
    },
  ],
  sound: { 'README.md': 'we work/rest, see ./work.md\n' },
};
