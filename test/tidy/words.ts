// Rules about words a person reads: they live in locales/, never in code.
import { type CodeFile, type Node, walk } from './project.ts';
import type { Rule, Violation } from './rule.ts';

const han = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;

/** Tables of data about languages and scripts, which are not sentences. */
const mayHoldHan = /^src\/text\/languages\.ts$|^src\/.*(\/data\/|\.data\.ts$)/;

function shippedIn(file: CodeFile): boolean {
  return file.path.startsWith('src/') && !file.isTest;
}

/** Chinese in code would be a text that no translator sees. */
export const hanInCode: Rule = {
  name: 'han-in-code',
  statement: 'no Chinese stands in a string of src but in tables of languages',
  check: (project) =>
    project.code
      .filter((file) => shippedIn(file) && !mayHoldHan.test(file.path))
      .flatMap((file) => {
        const found: Violation[] = [];
        walk(file.program, (node, parents) => {
          if (parents.some(isExample)) return;
          const text = node.type === 'StringLiteral' ? node.value : node.value?.raw;
          if (node.type !== 'StringLiteral' && node.type !== 'TemplateElement') return;
          if (!han.test(text)) return;
          const what = `the text ${JSON.stringify(text.slice(0, 20))} in code`;
          const instead = 'a message of locales/, or a table in a *.data.ts file';
          found.push({ path: file.path, line: node.loc.start.line, what, instead });
        });
        return found;
      }),
  planted: [
    {
      files: { 'src/web/a.ts': "const a = '協議';\nconst b = `x ${a} 口岸`;\n" },
      at: ['src/web/a.ts:1', 'src/web/a.ts:2'],
    },
  ],
  sound: {
    'src/web/a.ts': '// 口岸 is a boundary crossing\nconst a = 1;\n',
    'src/text/languages.ts': "const a = '繁體';\n",
    'src/programme/kinds/a.ts':
      "const a = { example: { title: '協議' } };\nconst exampleText = '協議';\n",
    'src/text/units.data.ts': "const a = '億';\n",
  },
};

/** A kind's `example` is a statement as some party would write it: content, not our words. */
function isExample(node: Node): boolean {
  const name = node.type === 'ObjectProperty' ? node.key.name : node.id?.name;
  return /^(ObjectProperty|VariableDeclarator)$/.test(node.type) && /^example/.test(name ?? '');
}

/** A page's words come from messages. */
export const wordsInHtml: Rule = {
  name: 'words-in-html',
  statement: 'html templates hold tags and values, no words of their own',
  check: (project) =>
    project.code.filter(shippedIn).flatMap((file) => {
      const found: Violation[] = [];
      walk(file.program, (node) => {
        if (node.type !== 'TaggedTemplateExpression' || !/^(html|svg)$/.test(node.tag.name)) return;
        for (const { word, line } of wordsOfTemplate(node.quasi)) {
          const what = `the word "${word}" in a template`;
          found.push({ path: file.path, line, what, instead: 'a message key of locales/' });
        }
      });
      return found;
    }),
  planted: [
    {
      files: {
        'src/web/a.ts':
          'const a = html`<p>Hello</p>`;\nconst b = html`<p class="big">\n${x} days</p>`;\nconst c = html`<input title="Your name">`;\nconst d = html`<a title=\'Go\' href="${e}">${f}</a>`;\n',
      },
      at: ['src/web/a.ts:1', 'src/web/a.ts:3', 'src/web/a.ts:4', 'src/web/a.ts:5'],
    },
  ],
  sound: {
    'src/web/a.ts':
      'const a = html`<!doctype html><p class="big words" data-x=${y}>${x}&nbsp;· ${z} #</p><title>${t} – Comity</title>`;\nconst b = html`<style>p { margin: 0 }</style>`;\nconst c = html`<input title="${t}" name="text">`;\nconst d = html`<a ${g} href="x">${h}</a>`;\nconst e = html` aria-current="page"`;\nconst f = html` open`;\nconst i = html`<code>tool -key ${k}</code>`;\nconst g = html`aria-label="${h}" hidden`;\n',
  },
};

/** Names that are the same in every language. */
const sameInEveryLanguage = /^Comity$/;
const spokenAttributes =
  /\b(title|alt|placeholder|aria-label|aria-description|label)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
/** Stands for a value between the pieces of a template; no letter, so never part of a word. */
const hole = '\u0001';

/** A template of attributes alone, to be put inside a tag: `aria-current="page"`, `open`. */
const attributesOnly =
  /^(\s*(open|selected|checked|disabled|hidden|required|multiple|readonly|[a-z-]+=("[^"]*"|'[^']*'|[^\s<>]+))\s*)+$/;

function wordsOfTemplate(quasi: Node): readonly { word: string; line: number }[] {
  let text = '';
  const lineAt: number[] = [];
  for (const piece of quasi.quasis as readonly Node[]) {
    let line: number = piece.loc.start.line;
    for (const character of `${piece.value.raw}${piece.tail ? '' : hole}`) {
      for (let i = 0; i < character.length; i++) lineAt.push(line);
      text += character;
      if (character === '\n') line += 1;
    }
  }
  const blank = (match: string) => match.replace(/[^\n]/g, ' ');
  const found: { word: string; line: number }[] = [];
  const bare = text.replace(
    /<!--[\s\S]*?-->|<(style|script|code|kbd|samp)\b[\s\S]*?<\/\1>/g,
    blank,
  );
  for (const match of bare.matchAll(spokenAttributes)) {
    const word = /\p{L}{2,}/u.exec(match[2] ?? match[3])?.[0];
    if (word !== undefined) found.push({ word, line: lineAt[match.index] });
  }
  if (attributesOnly.test(bare.replaceAll(hole, 'x'))) return found;
  const outside = bare.replace(/<[^<>]*>?/g, blank).replace(/&#?\w+;/g, blank);
  for (const match of outside.matchAll(/\p{L}{2,}/gu)) {
    if (!sameInEveryLanguage.test(match[0]))
      found.push({ word: match[0], line: lineAt[match.index] });
  }
  return found;
}
