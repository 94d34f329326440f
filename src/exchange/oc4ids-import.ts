// A project package of OC4IDS as commands on own projects: title, summary and status become fields of the record, all
// of the project is kept beside them, so that it can go out again as it came in. Nothing is looked up elsewhere.
import { canonicalBytes, type JsonObject } from '../base/json.ts';
import { payloadBytesMax } from '../base/limits.ts';
import { type PlanIssue, planError, planWarning } from '../plan/plan-issue.ts';
import { ownProjectActs } from '../programme/kinds/project-content.ts';
import { languageOfTag } from '../text/languages.ts';
import {
  type ExactJson,
  type ExactObject,
  exactToKept,
  isExactObject,
  parseExactJson,
} from './exact-json.ts';
import { fileBytesMax, importedProjectsMax } from './limits.ts';

/** What an import is told beside the file. */
export interface Oc4idsImport {
  /** Charter tag of the texts of projects that do not name a language of ours. */
  readonly language: string;
  readonly sample: boolean;
}

/** One project and the commands that record it: the first opens it, the others are about it. */
export interface ImportedProject {
  /** Its id in the file. */
  readonly id: string;
  readonly title: string;
  readonly status?: string;
  readonly commands: readonly JsonObject[];
}

/** What is in a file. With an error among the issues nothing should be recorded. */
export interface ImportedPackage {
  readonly projects: readonly ImportedProject[];
  readonly issues: readonly PlanIssue[];
}

/** Bytes that head and acts need beside what is kept. */
const headBytes = 2_048;
const textMax = 20_000;

/**
 * Reads a package. Errors: exchange.oc4ids-too-large, -syntax, -package, -too-many, -id, -id-twice, -project-too-large.
 * Warnings: -version, -title, -status. Each names its places as JSON Pointers.
 * @param text Untrusted: comes from a file.
 */
export function readOc4ids(text: string, given: Oc4idsImport): ImportedPackage {
  if (text.length > fileBytesMax) {
    const sentence = `expected at most ${fileBytesMax} characters, got ${text.length}`;
    return { projects: [], issues: [planError('exchange.oc4ids-too-large', sentence)] };
  }
  const parsed = parseExactJson(text);
  if (!parsed.ok) {
    const issues = parsed.error.map(({ message, path, line }) =>
      planError('exchange.oc4ids-syntax', message, { members: path === '' ? [] : [path], line }),
    );
    return { projects: [], issues };
  }
  const { value } = parsed;
  const listed = isExactObject(value) ? value.projects : undefined;
  if (!isExactObject(value) || !isList(listed) || listed.length === 0) {
    const sentence = 'expected a package: an object with a list of projects, of one at least';
    return { projects: [], issues: [planError('exchange.oc4ids-package', sentence)] };
  }
  if (listed.length > importedProjectsMax) {
    const sentence = `expected at most ${importedProjectsMax} projects, got ${listed.length}`;
    return { projects: [], issues: [planError('exchange.oc4ids-too-many', sentence)] };
  }
  const issues: PlanIssue[] = [];
  if (typeof value.version !== 'string' || !/^0\.9(\.|$)/.test(value.version)) {
    const sentence = 'expected version 0.9; the file is read as if it were';
    issues.push(planWarning('exchange.oc4ids-version', sentence, { members: ['/version'] }));
  }
  const read = listed.map((one, i) => readProject(one, `/projects/${i}`, given));
  const projects = read.flatMap(({ project }) => (project === undefined ? [] : [project]));
  issues.push(...read.flatMap((one) => one.issues), ...twiceIn(projects));
  return { projects, issues };
}

function twiceIn(projects: readonly ImportedProject[]): readonly PlanIssue[] {
  const ids = projects.map(({ id }) => id);
  const first = new Set<string>();
  const twice = ids.filter((id) => first.has(id) || !first.add(id));
  const sentence = 'expected each id once';
  return twice.length === 0
    ? []
    : [planError('exchange.oc4ids-id-twice', sentence, { members: twice })];
}

interface ReadProject {
  readonly project?: ImportedProject;
  readonly issues: readonly PlanIssue[];
}

function readProject(value: ExactJson, path: string, given: Oc4idsImport): ReadProject {
  const id = isExactObject(value) ? value.id : undefined;
  if (!isExactObject(value) || typeof id !== 'string' || id.trim() === '' || id.length > 200) {
    const sentence = 'expected a project with an id of 1 to 200 characters';
    return { issues: [planError('exchange.oc4ids-id', sentence, { members: [`${path}/id`] })] };
  }
  const issues: PlanIssue[] = [];
  const title = textOf(value.title);
  if (title === undefined) {
    const sentence = 'no title: the project is called by its id';
    issues.push(planWarning('exchange.oc4ids-title', sentence, { members: [`${path}/title`] }));
  }
  const status = statusOf(value);
  if (status === undefined && value.status !== undefined) {
    const sentence = 'the status is kept as it is and is not among those of a record';
    issues.push(planWarning('exchange.oc4ids-status', sentence, { members: [`${path}/status`] }));
  }
  const named = title ?? id;
  const commands = commandsOf(value, { ...given, title: named, status });
  const bytes = canonicalBytes(commands[0] ?? null).length;
  if (bytes > payloadBytesMax - headBytes) {
    const sentence = `expected a project of at most ${payloadBytesMax - headBytes} bytes, got ${bytes}`;
    issues.push(planError('exchange.oc4ids-project-too-large', sentence, { members: [path] }));
  }
  const project = { id, title: named, ...(status === undefined ? {} : { status }), commands };
  return { project, issues };
}

function commandsOf(
  project: ExactObject,
  given: Oc4idsImport & { readonly title: string; readonly status: string | undefined },
): readonly JsonObject[] {
  const named = typeof project.language === 'string' ? languageOfTag(project.language) : undefined;
  const language = named?.tag ?? given.language;
  const summary = textOf(project.description);
  const { value, decimals } = exactToKept(project);
  const open: JsonObject = {
    act: 'open',
    title: { [language]: given.title },
    ...(summary === undefined ? {} : { summary: { [language]: summary } }),
    oc4ids: { language, project: value, ...(decimals.length === 0 ? {} : { decimals }) },
    ...(given.sample ? { sample: true } : {}),
  };
  return given.status === undefined ? [open] : [open, { act: 'status', status: given.status }];
}

/** A code that a record can have. */
function statusOf({ status }: ExactObject): string | undefined {
  const checked = ownProjectActs.status.status.safeParse(status);
  return checked.success ? checked.data : undefined;
}

/** A text that a record can have: neither blank nor longer than one may be there. */
function textOf(value: ExactJson | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' && value.length <= textMax
    ? value
    : undefined;
}

function isList(value: ExactJson | undefined): value is readonly ExactJson[] {
  return Array.isArray(value);
}
