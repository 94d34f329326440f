// Where JSON text goes wrong. Engines tell a position for some faults only; people want the line for each.

/** A place in a text, both 1-based; columns count UTF-16 units. */
export interface JsonPlace {
  readonly line: number;
  readonly column: number;
}

const space = /[ \t\n\r]*/y;
const token =
  /(?:([[\]{},:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/y;

type Expected = 'value' | 'value or ]' | 'key or }' | 'key' | ':' | ', or end' | 'end';

/**
 * Returns the 1-based line and column of the first token that RFC 8259 does not allow there, or of the end where the
 * text stops too soon. Undefined when the text is JSON. Cost: linear.
 */
export function jsonErrorPlace(text: string): JsonPlace | undefined {
  const open: ('[' | '{')[] = [];
  let expected: Expected = 'value';
  token.lastIndex = 0;
  for (;;) {
    const start = token.lastIndex;
    space.lastIndex = start;
    space.exec(text);
    const first = space.lastIndex;
    if (first === text.length) return expected === 'end' ? undefined : placeAt(text, first);
    token.lastIndex = first;
    const match = token.exec(text);
    const next: Expected | undefined = match === null ? undefined : step(expected, open, match);
    if (next === undefined) return placeAt(text, first);
    expected = next;
  }
}

/** Returns what may follow, or undefined when this token may not stand here. Keeps the stack of open brackets. */
function step(
  expected: Expected,
  open: ('[' | '{')[],
  match: RegExpExecArray,
): Expected | undefined {
  const [, mark, string, scalar] = match;
  const value = expected === 'value' || expected === 'value or ]';
  const closed = (): Expected => (open.length === 0 ? 'end' : ', or end');
  if (string !== undefined && (expected === 'key' || expected === 'key or }')) return ':';
  if (string !== undefined || scalar !== undefined) return value ? closed() : undefined;
  if (mark === ':') return expected === ':' ? 'value' : undefined;
  if (mark === ',')
    return expected !== ', or end' ? undefined : open.at(-1) === '{' ? 'key' : 'value';
  if (mark === '[' || mark === '{') {
    if (!value) return undefined;
    open.push(mark);
    return mark === '[' ? 'value or ]' : 'key or }';
  }
  const opener = mark === ']' ? '[' : '{';
  const mayClose =
    expected === ', or end' || expected === (mark === ']' ? 'value or ]' : 'key or }');
  if (!mayClose || open.at(-1) !== opener) return undefined;
  open.pop();
  return closed();
}

function placeAt(text: string, position: number): JsonPlace {
  let line = 1;
  let begin = 0;
  for (let i = text.indexOf('\n'); i >= 0 && i < position; i = text.indexOf('\n', i + 1)) {
    line += 1;
    begin = i + 1;
  }
  return { line, column: position - begin + 1 };
}
