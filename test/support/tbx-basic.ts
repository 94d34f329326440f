// Checks a document against what TBX-Basic asks for in style DCA (ISO 30042:2019 with its Min and Basic modules): which element
// may hold which, which categories there are, on which level, and their picklists. Written from the rules, not from our writer.
import { SaxesParser } from 'saxes';

/** An element with its text and its children. */
export interface TbxElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: TbxElement[];
  text: string;
}

const namespace = 'urn:iso:std:iso:30042:ed-2';
const auxiliary = [
  'descrip',
  'descripGrp',
  'admin',
  'adminGrp',
  'transacGrp',
  'note',
  'ref',
  'xref',
];
const text = ['#'];

/** Children in their order; `*` any number, `+` one at least, `?` at most one, `|` either; `#` is text. */
const contents: Readonly<Record<string, RegExp | readonly string[]>> = {
  tbx: /^tbxHeader text $/,
  tbxHeader: /^fileDesc (encodingDesc )?(revisionDesc )?$/,
  fileDesc: /^(titleStmt )?(publicationStmt )?(sourceDesc )+$/,
  titleStmt: /^title (note )*$/,
  publicationStmt: /^(p )+$/,
  sourceDesc: /^(p )+$/,
  encodingDesc: /^(p )+$/,
  revisionDesc: /^(change )+$/,
  change: /^(p )+$/,
  text: /^body (back )?$/,
  body: /^(conceptEntry )+$/,
  conceptEntry: new RegExp(`^((${auxiliary.join('|')}) )*(langSec )+$`),
  langSec: new RegExp(`^((${auxiliary.join('|')}) )*(termSec )+$`),
  termSec: new RegExp(`^term ((termNote|termNoteGrp) )*((${auxiliary.join('|')}) )*$`),
  descripGrp: /^descrip ((descripNote|admin|adminGrp|transacGrp|note|ref|xref) )*$/,
  ...{ title: text, p: text, note: text, term: text, descrip: text, admin: text, xref: text },
  termNote: text,
};

const attributes: Readonly<Record<string, RegExp>> = {
  tbx: /^(style type xmlns xml:lang)$/,
  conceptEntry: /^(id)?$/,
  langSec: /^xml:lang$/,
  descrip: /^type( xml:lang)?$/,
  ...{ admin: /^type$/, termNote: /^type$/, xref: /^target type$/, p: /^(type)?$/ },
};

/** Categories with the levels at which they may stand; groups do not count as levels. */
const categories: Readonly<Record<string, readonly string[]>> = {
  'descrip definition': ['conceptEntry', 'langSec'],
  'descrip subjectField': ['conceptEntry'],
  'descrip context': ['termSec'],
  'admin source': ['conceptEntry', 'langSec', 'termSec'],
  'admin projectSubset': ['termSec'],
  'admin customerSubset': ['termSec'],
  'termNote administrativeStatus': ['termSec'],
  'termNote partOfSpeech': ['termSec'],
  'xref externalCrossReference': ['conceptEntry', 'langSec', 'termSec'],
  'xref xGraphic': ['conceptEntry', 'langSec'],
};

const picklists: Readonly<Record<string, readonly string[]>> = {
  administrativeStatus: [
    ...['admittedTerm-admn-sts', 'deprecatedTerm-admn-sts'],
    ...['preferredTerm-admn-sts', 'supersededTerm-admn-sts'],
  ],
};

/** Returns the document as a tree. Throws where it is not well-formed. */
export function parseTbx(document: string): TbxElement {
  const parser = new SaxesParser({ xmlns: false });
  const root: TbxElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    const element = { name: tag.name, attributes: tag.attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (piece) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(document).close();
  return root.children[0] ?? root;
}

/** Returns what is wrong with a document, in words; empty where it is TBX-Basic. */
export function tbxFaults(document: string): readonly string[] {
  const root = parseTbx(document);
  const ids = new Set<string>();
  const faults: string[] = [];
  const { type, style, xmlns } = root.attributes;
  if (root.name !== 'tbx' || type !== 'TBX-Basic' || style !== 'dca' || xmlns !== namespace) {
    faults.push('the root is no tbx of the dialect');
  }
  const check = (element: TbxElement, levels: readonly string[]) => {
    const { name } = element;
    faults.push(...faultsOf(element, levels));
    const id = element.attributes.id;
    if (id !== undefined && (ids.has(id) || !/^[A-Za-z_][\w.-]*$/.test(id))) {
      faults.push(`${name}: id ${id}`);
    }
    if (id !== undefined) ids.add(id);
    for (const child of element.children) check(child, [...levels, name]);
  };
  check(root, []);
  return faults;
}

function faultsOf(element: TbxElement, levels: readonly string[]): readonly string[] {
  const { name, children } = element;
  const faults: string[] = [];
  const content = contents[name];
  const held = children.map((child) => `${child.name} `).join('');
  if (content === undefined) faults.push(`${name} is no element of it`);
  else if (content instanceof RegExp) {
    if (!content.test(held)) faults.push(`${name} holds ${held}`);
    if (element.text.trim() !== '') faults.push(`${name} holds text`);
  } else if (children.length > 0 || element.text === '') faults.push(`${name} is no text`);
  const given = Object.keys(element.attributes)
    .sort((a, b) => Number(a === 'xml:lang') - Number(b === 'xml:lang') || (a < b ? -1 : 1))
    .join(' ');
  if (!(attributes[name] ?? /^$/).test(given)) faults.push(`${name} has ${given}`);
  const { type, target } = element.attributes;
  if (type !== undefined && name !== 'tbx' && name !== 'p') {
    const level = levels.findLast((one) => !one.endsWith('Grp')) ?? '';
    const allowed = categories[`${name} ${type}`];
    if (allowed?.includes(level) !== true) faults.push(`${name} ${type} in ${level}`);
    const picks = picklists[type];
    if (picks?.includes(element.text) === false) faults.push(`${type} is ${element.text}`);
  }
  if (target !== undefined && !/^https?:\/\/.+/.test(target)) faults.push(`target ${target}`);
  return faults;
}
