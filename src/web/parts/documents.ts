// Documents as pages show them: of which type, in which languages and format, and where they can be had.
import { html } from 'hono/html';
import type { DocumentState, DocumentVersion } from '../../programme/kinds/document.ts';
import type { RecordView } from '../../projection/queries.ts';
import { type Html, nothing } from '../html.ts';
import type { View } from '../view.ts';
import { partyMark } from './mark.ts';
import { recordLinks } from './record-link.ts';
import { type SampleMarks, sampleMarks, statusTag } from './status.ts';
import { keyOfWord } from './word-keys.ts';

/** A document with its history. */
export type DocumentView = RecordView<DocumentState>;

/** Those codes of the open list documentType of OC4IDS for which there are words. */
const typeKeys: Readonly<Record<string, string>> = {
  budgetApproval: 'documents.type.budget-approval',
  completionCertificate: 'documents.type.completion-certificate',
  contractAmendment: 'documents.type.contract-amendment',
  contractSigned: 'documents.type.contract-signed',
  designReport: 'documents.type.design-report',
  environmentalImpact: 'documents.type.environmental-impact',
  feasibilityStudy: 'documents.type.feasibility-study',
  financialProgressReport: 'documents.type.financial-progress-report',
  illustration: 'documents.type.illustration',
  minutes: 'documents.type.minutes',
  needsAssessment: 'documents.type.needs-assessment',
  performanceReport: 'documents.type.performance-report',
  physicalProgressReport: 'documents.type.physical-progress-report',
  projectEvaluation: 'documents.type.project-evaluation',
  projectPlan: 'documents.type.project-plan',
  projectScope: 'documents.type.project-scope',
  technicalSpecifications: 'documents.type.technical-specifications',
};

/** Returns the type of a document in words; a code for which there are none as it was recorded, its words apart. */
export function documentTypeText(view: View, code: string): string {
  const key = keyOfWord(typeKeys, code);
  if (key !== undefined) return view.text(key);
  return code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** Returns the path of a version's file on this node, where the file is kept. It has no language. */
export function documentFilePath(id: string, { blob }: Pick<DocumentVersion, 'blob'>) {
  return blob === undefined ? undefined : `/documents/${id}/${blob.hash}`;
}

/** Returns languages, format, pages and size of a version, each where known. */
export function documentFacts(view: View, version: DocumentVersion): Html {
  const { languages, format, pages, blob } = version;
  return html`<span>${view.list(languages.map((tag) => view.languageIn(tag)))}</span>
    <span>${format}</span>
    ${pages === undefined ? nothing : html`<span>${view.text('documents.pages', { count: pages })}</span>`}
    ${blob === undefined ? nothing : html`<span>${view.text('documents.bytes', { count: blob.bytes })}</span>`}`;
}

/** Returns documents as rows; with the records that each is of, unless they stand on the page of one. */
export function documentRows(
  view: View,
  all: readonly DocumentView[],
  { marks, withRecords }: { readonly marks: SampleMarks; readonly withRecords: boolean },
): Html {
  return html`<ul class="rows">${all.map(({ id, state }) => {
    const day = state.modified ?? state.published;
    return html`<li class="row" id="${id}">
    <p class="row-id"><span class="record-id">${id}</span>${day === undefined ? nothing : html`<br>${view.date(day)}`}</p>
    <div class="row-main">
      <h3><a href="${view.href(`/documents/${id}`)}">${view.words(state.title)}</a> ${marks.of(state)}</h3>
      <p class="row-facts">${partyMark(view, state.party)} <span>${documentTypeText(view, state.documentType)}</span>
        ${documentFacts(view, state)}</p>
      ${withRecords ? html`<p class="row-facts"><span>${view.html('documents.of', { records: recordLinks(view, state.of) })}</span></p>` : nothing}
    </div>
    <p class="row-status">${documentStanding(view, state)}</p>
  </li>`;
  })}</ul>`;
}

/** Returns whether it was withdrawn by the day shown, else how many versions there are when there is more than one. */
function documentStanding(view: View, { withdrawnOn, versions }: DocumentState): Html {
  if (withdrawnOn !== undefined) return statusTag('late', view.text('documents.withdrawn'));
  if (versions.length < 2) return nothing;
  return html`${view.text('documents.versions', { count: versions.length })}`;
}

/** Returns the section on the page of a record with the documents that name it; nothing where there is none. */
export function documentsSection(view: View, all: readonly DocumentView[]): Html {
  if (all.length === 0) return nothing;
  const marks = sampleMarks(
    view,
    all.map(({ state }) => state),
  );
  return html`<section aria-labelledby="documents-of">
    <h2 id="documents-of">${view.text('documents.title')} ${marks.all}</h2>
    ${documentRows(view, all, { marks, withRecords: false })}
  </section>`;
}
