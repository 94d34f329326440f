// A project of the record as an OC4IDS 0.9.5 project, in one language. What the file had from which it was imported
// goes out as it came in; what the record says stands over it.
import type { ProjectState } from '../programme/kinds/project.ts';
import type { ProjectFile } from '../projection/project-file.ts';
import { type ExactJson, type ExactObject, isExactObject, keptToExact } from './exact-json.ts';
import { suppliersOf, toContractingProcesses } from './oc4ids-contracts.ts';
import { toDocument } from './oc4ids-documents.ts';
import { caseToMilestone, promiseToMilestone, toMetric } from './oc4ids-milestones.ts';
import { payersOf, toMoney } from './oc4ids-money.ts';
import { filled, type Oc4idsSetting, oc4idsIdOf, titleOf, wordsOf } from './oc4ids-setting.ts';

/** `completed` was renamed in 0.9.4. */
const statusCodes: Readonly<Record<string, string>> = { completed: 'maintenance' };

/** Returns the project. It has no member that is empty, and every organization it names is among its parties. */
export function toOc4idsProject(setting: Oc4idsSetting, file: ProjectFile): ExactObject {
  const { project } = file;
  const kept = keptOf(project);
  const own = ownMembers(setting, file);
  if (kept === undefined) return own;
  // Nothing but its own file speaks of it: it goes out as it came in, with what was said since.
  const { id, title, description, status, ...more } = own;
  const isUntitled = kept.title === undefined && title === id;
  const { documents, parties, publicAuthority: _authority, x_comity: mark, ...added } = more;
  const isBare = Object.keys(added).every((name) => name === 'language');
  const said = filled({ id, title: isUntitled ? undefined : title, description, status });
  if (isBare && !project.sample) return { ...kept, ...said };
  const { language: _language, ...lists } = added;
  return { ...kept, ...said, ...joined(kept, { ...lists, parties, documents }), x_comity: mark };
}

/** Lists of the file, then those of the record; of other members the record's where it has one. */
function joined(kept: ExactObject, added: ExactObject): ExactObject {
  const members = Object.entries(added).map(([name, value]): [string, ExactJson | undefined] => {
    const before = kept[name];
    if (value === undefined) return [name, before];
    if (Array.isArray(before) && Array.isArray(value)) return [name, [...before, ...value]];
    if (isExactObject(before) && isExactObject(value)) return [name, { ...before, ...value }];
    return [name, value];
  });
  return filled(Object.fromEntries(members));
}

function keptOf(project: ProjectState): ExactObject | undefined {
  if (project.basis !== 'own' || project.oc4ids === undefined) return undefined;
  const { project: value, decimals = [] } = project.oc4ids;
  const exact = keptToExact({ value: value as never, decimals });
  return isExactObject(exact) ? exact : undefined;
}

function ownMembers(setting: Oc4idsSetting, file: ProjectFile): ExactObject {
  const { project, cases, promises, forecasts, investments } = file;
  const { programme } = setting;
  const { id, sample, basis } = project;
  const own = project.basis === 'own' ? project : undefined;
  const content = project.basis === 'joint' ? project.content : undefined;
  const opened = own?.opened ?? file.parts.flatMap((part) => part.opened);
  const summary = own?.summary ?? content?.summary;
  const field = own?.field ?? content?.field;
  const status = own?.status?.status;
  return filled({
    id: oc4idsIdOf(project, programme.id),
    language: setting.usualLanguage ?? setting.language.tag,
    publicAuthority: authorityOf(setting, file),
    title: titleOf(setting, { words: project.title, sample }),
    description: summary && wordsOf(setting, summary),
    ...toMoney(setting, investments),
    locations: own?.location && [{ id: '1', description: wordsOf(setting, own.location) }],
    status: status && (statusCodes[status] ?? status),
    sector: field === undefined ? undefined : setting.sectors?.get(field),
    additionalClassifications: field === undefined ? [] : [{ scheme: 'x_comity-field', id: field }],
    contractingProcesses: toContractingProcesses(setting, file.contracts),
    parties: partiesOf(setting, file),
    forecasts: forecasts
      .filter(({ makes }) => makes.length > 0)
      .map((one) => toMetric(setting, one)),
    milestones: [
      ...cases.map((one) => caseToMilestone(setting, one)),
      ...promises.map((one) => promiseToMilestone(setting, one, opened)),
    ],
    documents: documentsOf(setting, file),
    relatedProjects: relatedOf(setting, file),
    x_comity: filled({ id, sample, basis, modes: own?.modes ?? content?.modes }),
  });
}

/** The party itself, where the record names no organization that answers for the project. */
function authorityOf(setting: Oc4idsSetting, { project }: ProjectFile): ExactObject | undefined {
  if (project.basis === 'joint') return undefined;
  const owner = project.owner === undefined ? undefined : setting.organizations.get(project.owner);
  if (owner !== undefined) return filled({ id: owner.id, name: wordsOf(setting, owner.name) });
  return { id: project.party, name: partyNameOf(setting, project.party) };
}

function partyNameOf(setting: Oc4idsSetting, id: string): string {
  const found = setting.programme.parties.find(({ party }) => party === id);
  return found === undefined ? id : wordsOf(setting, found.name);
}

/** Each party of the programme that has a part in it, and each organization named, once, with all its roles. */
function partiesOf(setting: Oc4idsSetting, file: ProjectFile): readonly ExactObject[] {
  const { project, cases, contracts, investments } = file;
  const governments =
    project.basis === 'own'
      ? [project.party]
      : [...new Set(project.content?.parts.map(({ party }) => party) ?? [])];
  const roles = new Map<string, Set<string>>();
  const add = (id: string | undefined, role: string) => {
    if (id !== undefined && setting.organizations.has(id)) {
      roles.set(id, (roles.get(id) ?? new Set()).add(role));
    }
  };
  const owner = project.basis === 'own' ? project.owner : undefined;
  add(owner, 'publicAuthority');
  for (const { applicant } of cases) add(applicant, 'interestedParty');
  for (const { id, role } of payersOf(investments)) add(id, role);
  for (const id of suppliersOf(contracts)) add(id, 'supplier');
  const hasOwner = owner !== undefined && setting.organizations.has(owner);
  return [
    ...governments.map((id) => ({
      id,
      name: partyNameOf(setting, id),
      roles: [hasOwner ? 'interestedParty' : 'publicAuthority'],
    })),
    ...[...roles].map(([id, own]) => toParty(setting, id, own)),
  ];
}

function toParty(setting: Oc4idsSetting, id: string, roles: ReadonlySet<string>): ExactObject {
  const found = setting.organizations.get(id);
  if (found === undefined) return { id };
  const { identifier, sample } = found;
  return filled({
    id,
    name: titleOf(setting, { words: found.name, sample }),
    identifier: identifier && filled({ scheme: identifier.scheme, id: identifier.id }),
    roles: [...new Set([...roles, ...(found.roles ?? [])])],
    x_comity: filled({ id, sample, url: found.url }),
  });
}

/** Pages where each record can be read with its history and proofs, and the sources of what was promised. */
function documentsOf(setting: Oc4idsSetting, file: ProjectFile): readonly ExactObject[] {
  const { language, base, text } = setting;
  const page = (path: string, id: string, title: string) => ({
    id: `page-${id}`,
    title,
    url: `${base}/${language.address}/${path}/${id}`,
    format: 'text/html',
    language: language.tag,
  });
  const { project, cases, documents, promises } = file;
  const label = (words: ProjectState['title']) => wordsOf(setting, words);
  return [
    page('projects', project.id, text('data.record-page', { title: label(project.title) })),
    ...cases.map((one) =>
      page('approvals', one.id, text('data.record-page', { title: label(one.title) })),
    ),
    ...promises.map(({ id, said }) =>
      filled({ id: `source-${id}`, title: said.source.title, url: said.source.url }),
    ),
    ...documents
      .filter(({ withdrawnOn }) => withdrawnOn === undefined)
      .map((one) => toDocument(setting, one)),
  ];
}

/** The joint project and its parts. The codelist has no word for either; it is open. */
function relatedOf(
  setting: Oc4idsSetting,
  { project, parts }: ProjectFile,
): readonly ExactObject[] {
  const scheme = 'oc4ids';
  const { id: programme } = setting.programme;
  if (project.basis === 'joint') {
    return parts.map((part) =>
      filled({
        ...{ id: part.id, scheme, identifier: oc4idsIdOf(part, programme), relationship: 'part' },
        title: titleOf(setting, { words: part.title, sample: part.sample }),
      }),
    );
  }
  if (project.partOf === undefined) return [];
  const whole = project.partOf.project;
  const identifier = `oc4ids-comity-${programme}-${whole}`;
  return [{ id: whole, scheme, identifier, relationship: 'partOf' }];
}
