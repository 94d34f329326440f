// A check against a JSON Schema of draft 4, as far as the schemas of OC4IDS 0.9.5 use it: types, required members,
// enumerations, patterns, formats, least sizes, unique items, references. An unknown keyword is a fault of the check.
type Schema = Readonly<Record<string, unknown>>;

/** One place that does not agree with the schema. */
export interface SchemaIssue {
  readonly path: string;
  readonly keyword: string;
}

const silent = new Set(
  '$schema id title description definitions codelist openCodelist deprecated type items properties required enum default pattern format minLength minItems minProperties minimum uniqueItems $ref patternProperties versionId propertyOrder'.split(
    ' ',
  ),
);

const formats: Readonly<Record<string, (text: string) => boolean>> = {
  'date-time': (text) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) &&
    !Number.isNaN(Date.parse(text)),
  uri: (text) => /^[a-z][a-z0-9+.-]*:\S+$/i.test(text) && URL.canParse(text),
  email: (text) => /^\S+@\S+$/.test(text),
};

/** Returns every place where the value differs from the schema; others are schemas that it names by id. */
export function checkSchema(
  value: unknown,
  schema: Schema,
  others: readonly Schema[] = [],
): readonly SchemaIssue[] {
  const issues: SchemaIssue[] = [];
  const visit = (one: unknown, part: Schema, at: { path: string; root: Schema }): void => {
    for (const keyword of Object.keys(part)) {
      if (!silent.has(keyword)) throw new TypeError(`an unknown keyword ${keyword} at ${at.path}`);
    }
    if (typeof part.$ref === 'string') {
      const [id = '', pointer = ''] = part.$ref.split('#');
      const root = id === '' ? at.root : others.find((other) => other.id === id);
      if (root === undefined) throw new TypeError(`no schema ${id}`);
      const target = pointer
        .split('/')
        .filter(Boolean)
        .reduce<unknown>((node, key) => (node as Schema)[key], root);
      visit(one, target as Schema, { path: at.path, root });
      return;
    }
    const fail = (keyword: string) => void issues.push({ path: at.path, keyword });
    if (Array.isArray(part.enum) && !part.enum.includes(one)) fail('enum');
    if (part.type !== undefined && ![part.type].flat().includes(typeOf(one, part.type))) {
      fail('type');
      return;
    }
    if (typeof one === 'string') checkText(one, part, fail);
    if (typeof one === 'number' && typeof part.minimum === 'number' && one < part.minimum) {
      fail('minimum');
    }
    if (Array.isArray(one)) {
      if (one.length < Number(part.minItems ?? 0)) fail('minItems');
      const texts = one.map((item) => JSON.stringify(item));
      if (part.uniqueItems === true && new Set(texts).size < texts.length) fail('uniqueItems');
      for (const [i, item] of one.entries()) {
        if (part.items !== undefined) {
          visit(item, part.items as Schema, { ...at, path: `${at.path}/${i}` });
        }
      }
    } else if (typeof one === 'object' && one !== null) {
      const members = one as Readonly<Record<string, unknown>>;
      if (Object.keys(members).length < Number(part.minProperties ?? 0)) fail('minProperties');
      for (const name of (part.required ?? []) as readonly string[]) {
        if (!Object.hasOwn(members, name))
          issues.push({ path: `${at.path}/${name}`, keyword: 'required' });
      }
      const known = (part.properties ?? {}) as Readonly<Record<string, Schema>>;
      const patterns = Object.entries((part.patternProperties ?? {}) as Record<string, Schema>);
      for (const [name, member] of Object.entries(members)) {
        const inside = { ...at, path: `${at.path}/${name}` };
        if (Object.hasOwn(known, name)) visit(member, known[name], inside);
        for (const [pattern, schemaOfIt] of patterns) {
          if (new RegExp(pattern, 'u').test(name)) visit(member, schemaOfIt, inside);
        }
      }
    }
  };
  visit(value, schema, { path: '', root: schema });
  return issues;
}

function checkText(text: string, part: Schema, fail: (keyword: string) => void): void {
  if ([...text].length < Number(part.minLength ?? 0)) fail('minLength');
  if (typeof part.pattern === 'string' && !new RegExp(part.pattern, 'u').test(text))
    fail('pattern');
  if (typeof part.format !== 'string') return;
  const format = formats[part.format];
  if (format === undefined) throw new TypeError(`an unknown format ${part.format}`);
  if (!format(text)) fail('format');
}

function typeOf(value: unknown, wanted: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value !== 'number') return typeof value;
  const takesNumber = [wanted].flat().includes('number');
  return Number.isInteger(value) && !takesNumber ? 'integer' : 'number';
}
