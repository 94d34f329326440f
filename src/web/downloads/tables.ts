// `/data/projects.csv`, `/data/approvals.csv`, and `/data/codebook.csv`, which says what each column of each table is.
// Names of columns are the same in every language; texts are in the reader's.
import { csvRow, csvStart } from '../../exchange/csv.ts';
import type { NetworkCase } from '../../programme/network-input.ts';
import type { ProjectFile } from '../../projection/project-file.ts';
import type { Download } from '../download.ts';
import { activeClock } from '../parts/approvals.ts';
import type { View } from '../view.ts';

interface Column<Row> {
  readonly name: string;
  /** What it holds, for the codebook. */
  readonly key: string;
  readonly cell: (row: Row, view: View) => string | undefined;
}

const type = 'text/csv; charset=utf-8; header=present';

const titled = (view: View, words: Parameters<View['plain']>[0], sample: boolean) => {
  const title = view.plain(words);
  return sample ? view.text('data.sample-title', { title }) : title;
};
const linked = (view: View, path: string) => `${view.base}/${view.language.address}${path}`;
const marked = (sample: boolean) => (sample ? 'yes' : 'no');

const projectColumns: readonly Column<ProjectFile>[] = [
  { name: 'id', key: 'data.column.id', cell: ({ project }) => project.id },
  {
    name: 'title',
    key: 'data.column.title',
    cell: ({ project }, view) => titled(view, project.title, project.sample),
  },
  {
    name: 'sample',
    key: 'data.column.sample',
    cell: ({ project }) => marked(project.sample),
  },
  { name: 'basis', key: 'data.column.basis', cell: ({ project }) => project.basis },
  {
    name: 'parties',
    key: 'data.column.parties',
    cell: ({ project }) =>
      project.basis === 'own'
        ? project.party
        : [...new Set(project.content?.parts.map(({ party }) => party))].join(' '),
  },
  {
    name: 'part_of',
    key: 'data.column.part-of',
    cell: ({ project }) => (project.basis === 'own' ? project.partOf?.project : undefined),
  },
  {
    name: 'status',
    key: 'data.column.status',
    cell: ({ project }) => (project.basis === 'own' ? project.status?.status : undefined),
  },
  {
    name: 'status_date',
    key: 'data.column.status-date',
    cell: ({ project }) => (project.basis === 'own' ? project.status?.day : undefined),
  },
  {
    name: 'field',
    key: 'data.column.field',
    cell: ({ project }) => (project.basis === 'own' ? project.field : project.content?.field),
  },
  {
    name: 'approvals',
    key: 'data.column.approvals',
    cell: ({ cases }) => String(cases.length),
  },
  {
    name: 'forecast_p50',
    key: 'data.column.forecast-p50',
    cell: ({ forecasts }) => forecasts.at(-1)?.makes.at(-1)?.p50,
  },
  {
    name: 'page',
    key: 'data.column.page',
    cell: ({ project }, view) => linked(view, `/projects/${project.id}`),
  },
];

const approvalColumns: readonly Column<NetworkCase>[] = [
  { name: 'id', key: 'data.column.id', cell: ({ id }) => id },
  {
    name: 'title',
    key: 'data.column.title',
    cell: ({ state }, view) => titled(view, state.title, state.sample),
  },
  { name: 'sample', key: 'data.column.sample', cell: ({ state }) => marked(state.sample) },
  { name: 'project', key: 'data.column.project', cell: ({ state }) => state.project },
  { name: 'party', key: 'data.column.party', cell: ({ owner }) => owner },
  { name: 'reported_by', key: 'data.column.reported-by', cell: ({ reportedBy }) => reportedBy },
  { name: 'number', key: 'data.column.number', cell: ({ state }) => state.number },
  { name: 'procedure', key: 'data.column.procedure', cell: ({ state }) => state.procedure },
  { name: 'standing', key: 'data.column.standing', cell: ({ state }) => state.standing },
  { name: 'outcome', key: 'data.column.outcome', cell: ({ state }) => state.outcome },
  {
    name: 'received',
    key: 'data.column.received',
    cell: ({ state }) => state.events.find(({ code }) => code === 'received')?.happened,
  },
  {
    name: 'last_event',
    key: 'data.column.last-event',
    cell: ({ state }) => state.events.at(-1)?.code,
  },
  {
    name: 'last_event_date',
    key: 'data.column.last-event-date',
    cell: ({ state }) => state.events.at(-1)?.happened,
  },
  { name: 'due', key: 'data.column.due', cell: ({ answer }) => openClock(answer)?.due },
  {
    name: 'waits_for',
    key: 'data.column.waits-for',
    cell: ({ answer }) => openClock(answer)?.holder,
  },
  {
    name: 'days_late',
    key: 'data.column.days-late',
    cell: ({ answer }) => openClock(answer)?.daysLate.toString(),
  },
  {
    name: 'page',
    key: 'data.column.page',
    cell: ({ id }, view) => linked(view, `/approvals/${id}`),
  },
];

function openClock(answer: NetworkCase['answer']) {
  const clock = activeClock(answer);
  return clock?.ended === undefined ? clock : undefined;
}

function headOf(columns: readonly { readonly name: string }[]): string {
  return csvStart + csvRow(columns.map(({ name }) => name));
}

/** Projects, a row each. */
export const projectsTable: Download = {
  path: '/data/projects.csv',
  ...{ type, saved: true },
  async *write({ queries }, _visit, view) {
    yield headOf(projectColumns);
    for await (const file of queries.projectFiles()) {
      yield csvRow(projectColumns.map(({ cell }) => cell(file, view)));
    }
  },
};

/** Approval cases, a row each, with their clocks today. */
export const approvalsTable: Download = {
  path: '/data/approvals.csv',
  ...{ type, saved: true },
  async *write({ plans }, { day }, view) {
    yield headOf(approvalColumns);
    for (const one of await plans.cases({ day })) {
      yield csvRow(approvalColumns.map(({ cell }) => cell(one, view)));
    }
  },
};

/** What each column is. */
export const codebookTable: Download = {
  path: '/data/codebook.csv',
  ...{ type, saved: true },
  async *write(_site, _visit, view) {
    const tables = [
      ['projects', projectColumns],
      ['approvals', approvalColumns],
    ] as const;
    yield csvStart + csvRow(['file', 'column', 'meaning']);
    for (const [file, columns] of tables) {
      for (const { name, key } of columns) yield csvRow([`${file}.csv`, name, view.text(key)]);
    }
  },
};
