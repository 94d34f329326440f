// What is wrong with a member of an object that somebody sent, in short English words: of a programme's commands and of the files that
// carry them. Pages and commands say them in the reader's language (text/refusal-words.ts).

/** Words that have a translation each. */
export const shapeWords = {
  missing: 'missing',
  unknown: 'no such field here',
  text: 'expected a text',
  number: 'expected a number',
  list: 'expected a list',
  object: 'expected an object',
  boolean: 'expected true or false',
  day: 'expected YYYY-MM-DD',
} as const;

/** How a list of what may stand there begins. */
export const oneOf = 'one of ';
/** What stands before the pattern that a text has to be of. */
export const ofPattern = 'must match pattern ';

/** One fault of a member, as a parser finds it. */
export interface ShapeFault {
  readonly code: string;
  readonly message: string;
  readonly expected?: unknown;
  readonly input?: unknown;
  readonly values?: readonly unknown[];
}

const typeWords: Readonly<Record<string, string>> = {
  string: shapeWords.text,
  number: shapeWords.number,
  int: shapeWords.number,
  array: shapeWords.list,
  object: shapeWords.object,
  record: shapeWords.object,
  boolean: shapeWords.boolean,
};

/** Returns a fault in those words; what none of them says keeps the parser's. */
export function wordsOfFault(fault: ShapeFault): string {
  const isMissing = / received undefined$/.test(fault.message);
  if (fault.code === 'invalid_type') {
    if (isMissing) return shapeWords.missing;
    return typeWords[String(fault.expected)] ?? fault.message;
  }
  if (fault.code === 'invalid_value' && fault.values !== undefined) {
    return `${oneOf}${fault.values.map(String).join(', ')}`;
  }
  return fault.message.replace(/^Invalid string: /, '');
}
