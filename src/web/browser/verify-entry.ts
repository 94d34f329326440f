// The script of the verify page and of saved files: checks what stands in the document and puts the answer into words
// that stand there too, as templates. It holds no words, asks nobody, and remembers nothing.
import { instantOf } from '../../base/dates.ts';
import { present } from '../../base/errors.ts';
import { issuesToText } from '../../base/result.ts';
import { parseTrust } from '../../record/trust.ts';
import { formatInstant, formatNumber } from '../../text/formats.ts';
import { defaultLanguage, type Language, languages } from '../../text/languages.ts';
import { type CheckStep, checkEntry, type EntryCheck, type Material } from './check-entry.ts';
import { type BrowserCrypto, openBrowserCrypto } from './web-crypto.ts';
import { offerWholeLog } from './whole-log.ts';

//     #check-proof, #check-entry, #check-payload                what is checked, as text
//     [data-check][lang]                                        one section a language, hidden until the script runs
//       template[data-result], [data-step], [data-outcome], [data-fact]        its words, with [data-param] to fill
//       [data-into="result" | "steps" | "content" | "problem"]                 where they go
//       form with a textarea                                    the keys that are believed

/** The end of the year 9999. */
const secondsMax = 253_402_300_800;

void start();

async function start(): Promise<void> {
  const material = readMaterial();
  const crypto = await openBrowserCrypto();
  for (const section of document.querySelectorAll<HTMLElement>('[data-check]')) {
    section.hidden = false;
    const form = present(section.querySelector('form'), 'a form for the keys');
    const keys = present(form.querySelector('textarea'), 'a field for the keys');
    const run = () => showCheck(section, { material, crypto, keys: keys.value });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void run();
    });
    await run();
  }
}

function readMaterial(): Material {
  const textOf = (id: string) => document.getElementById(id)?.textContent ?? '';
  return {
    proof: textOf('check-proof'),
    entry: textOf('check-entry'),
    payload: textOf('check-payload'),
  };
}

interface Asked {
  readonly material: Material;
  readonly crypto: BrowserCrypto;
  readonly keys: string;
}

async function showCheck(section: HTMLElement, asked: Asked): Promise<void> {
  const trust = parseTrust(asked.crypto.sha256, asked.keys);
  const problem = into(section, 'problem');
  problem.hidden = trust.ok;
  for (const part of ['result', 'steps', 'content']) into(section, part).replaceChildren();
  const wording = {
    clone: (kind: string, name: string) => clone(section, kind, name),
    fill: (words: DocumentFragment, values: Readonly<Record<string, string | number>>) =>
      fill(section, words, values),
  };
  if (!trust.ok) {
    offerWholeLog(section, undefined, wording);
    const words = fill(section, present(clone(section, 'fact', 'problem'), 'words'), {
      problem: issuesToText(trust.error),
    });
    problem.replaceChildren(words);
    section.dataset.answer = 'no-keys';
    return;
  }
  const check = await checkEntry(asked.crypto, asked.material, {
    trust: trust.value,
    absent: section.dataset.absent === 'failed' ? 'failed' : 'absent',
  });
  into(section, 'result').replaceChildren(present(clone(section, 'result', check.result), 'words'));
  into(section, 'steps').replaceChildren(...check.steps.map((step) => stepRow(section, step)));
  showContent(section, check);
  offerWholeLog(section, check.result === 'failed' ? undefined : check.tree, wording);
  section.dataset.answer = check.result;
}

function stepRow(section: HTMLElement, step: CheckStep): Node {
  const row = present(clone(section, 'step', step.check), 'words for a step');
  const facts = present(row.querySelector('[data-into="facts"]'), 'a place for facts');
  const status = present(row.querySelector('[data-into="outcome"]'), 'a place for the outcome');
  row.querySelector('li')?.setAttribute('data-outcome', step.outcome);
  const signer = signerOf(section, step);
  const values = signer === undefined ? step.facts : { signer, ...step.facts };
  for (const name of Object.keys(values)) {
    const words = clone(section, 'fact', name);
    if (words !== undefined) facts.append(fill(section, words, values), ' ');
  }
  status.append(present(clone(section, 'outcome', step.outcome), 'words for an outcome'));
  return row;
}

/** Whose key it is, as the charter on this page has it. Keys that a reader puts in have nobody's name. */
function signerOf(section: HTMLElement, step: CheckStep): string | undefined {
  const name = String(step.facts.key ?? '');
  const signers: Readonly<Record<string, unknown>> = JSON.parse(section.dataset.signers ?? '{}');
  return Object.hasOwn(signers, name) ? String(signers[name]) : undefined;
}

/** The content as it was checked, and only when all of it passed: what fails is not to be read as if it counted. */
function showContent(section: HTMLElement, check: EntryCheck): void {
  const { content, recordedAt, leaf } = check;
  if (check.result === 'failed') return;
  const facts: Record<string, string> = {};
  if (leaf !== undefined) facts.leaf = leaf;
  if (recordedAt !== undefined) facts.recorded = recordedAt;
  if (content !== undefined) facts.content = readable(content);
  for (const name of Object.keys(facts)) {
    const words = clone(section, 'fact', name);
    if (words !== undefined) into(section, 'content').append(fill(section, words, facts));
  }
}

function readable(content: string): string {
  try {
    return JSON.stringify(JSON.parse(content), null, 2);
  } catch {
    return content;
  }
}

function into(section: HTMLElement, part: string): HTMLElement {
  return present(
    section.querySelector<HTMLElement>(`[data-into="${part}"]`),
    `a place for ${part}`,
  );
}

/** Returns the words of that kind and name, or undefined where the document has none. */
function clone(section: HTMLElement, kind: string, name: string): DocumentFragment | undefined {
  const found = section.querySelector<HTMLTemplateElement>(`template[data-${kind}="${name}"]`);
  return found === null ? undefined : (found.content.cloneNode(true) as DocumentFragment);
}

function fill(
  section: HTMLElement,
  words: DocumentFragment,
  values: Readonly<Record<string, string | number>>,
): DocumentFragment {
  for (const place of words.querySelectorAll<HTMLElement>('[data-param]')) {
    const name = place.dataset.param ?? '';
    const value = values[name];
    if (value !== undefined) place.textContent = print(section, name, value);
  }
  return words;
}

function print(section: HTMLElement, name: string, value: string | number): string {
  const language = languageOf(section);
  const zone = section.dataset.zone ?? 'UTC';
  // A time of a witness is any number it likes to sign.
  if (name === 'seconds' && typeof value === 'number' && value < secondsMax)
    return formatInstant(language, instantOf(value * 1_000), zone);
  if (name === 'recorded') return formatInstant(language, String(value), zone);
  return typeof value === 'number' ? formatNumber(language, value) : value;
}

function languageOf(section: HTMLElement): Language {
  return languages.find((one) => one.lang === section.lang) ?? defaultLanguage;
}
