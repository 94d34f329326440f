// One agreement: its parties on their sides of the spine, the texts side by side, what follows from it, its history.
import { html } from 'hono/html';
import { ok, refuse } from '../../../base/result.ts';
import type { ChangeRequestState } from '../../../programme/kinds/change-request.ts';
import type { AgreementView, RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { type ChangedVersion, changesSection } from '../../parts/changes.ts';
import { commitmentList } from '../../parts/commitments.ts';
import { historyOf, verifyLink } from '../../parts/history.ts';
import { awaited } from '../../parts/joint.ts';
import { partyMark, sideOf } from '../../parts/mark.ts';
import { sampleMark, standingTag, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import {
  type AgreementText,
  agreementStatus,
  shownText,
  standingOfLeaf,
  statusOfAgreement,
} from './standing.ts';
import { authenticTexts, otherTexts } from './texts.ts';
import { typeKeys } from './words.ts';

interface Model {
  readonly agreement: AgreementView;
  readonly text: AgreementText;
  readonly changes: readonly RecordView<ChangeRequestState>[];
}

/** The page `/agreements/:id`. Refusal: web.agreement.unknown. */
export const agreementPage: Page<Model> = {
  path: '/agreements/:id',
  dated: true,
  model: async (site, visit) => {
    const id = visit.params.id ?? '';
    const agreement = await site.queries.agreement(id, visit.when);
    const text = agreement === undefined ? undefined : shownText(agreement);
    if (agreement === undefined || text === undefined)
      return refuse('web.agreement.unknown', { id });
    const changes = await site.queries.records('change-request', visit.when);
    return ok({ agreement, text, changes: changes.filter(({ state }) => state.of === id) });
  },
  render: ({ agreement, text, changes }, view) => ({
    title: view.plain(text.content.title),
    sample: agreement.state.sample,
    body: html`${agreementHead(view, { agreement, text })}
      ${signatureSpine(view, { agreement, text })}
      ${dayForm(view)}
      ${authenticTexts(view, text)}
      <section aria-labelledby="commitments">
        <h2 id="commitments">${view.text('agreement.commitments')}</h2>
        ${commitmentList(view, agreement.commitments)}
      </section>
      ${changesSection(view, changes, changedTexts(view, agreement))}
      ${otherTexts(view, agreement, text)}
      <section aria-labelledby="history">
        <h2 id="history">${view.text('history.title')}</h2>
        <p class="quiet">${view.text('history.lead')}</p>
        ${historyOf(view, agreement.history)}
      </section>`,
  }),
};

/** Texts signed by all that name a change request. */
function changedTexts(view: View, { state }: AgreementView): readonly ChangedVersion[] {
  return state.texts.flatMap(({ state: standing, content, signedOn, proposed }) => {
    if (standing !== 'signed' || content.change === undefined) return [];
    const day = view.date(signedOn ?? proposed.day);
    const words = view.html('changes.version.text', { day });
    return [{ request: content.change, words, place: proposed }];
  });
}

type Head = Pick<Model, 'agreement' | 'text'>;

function agreementHead(view: View, { agreement, text }: Head): Html {
  const { content } = text;
  return html`<header class="page-head">
    <p class="kicker"><span class="record-id">${agreement.id}</span> ${view.text(typeKeys[content.type])} ${sampleMark(view, agreement.state)} ${statusOfAgreement(view, agreementStatus(agreement))}</p>
    <h1>${view.heading(content.title)}</h1>
    <p class="verdict">${verdict(view, { agreement, text })}</p>
    ${
      content.meeting === undefined
        ? ''
        : html`<p>${view.html('agreement.meeting', {
            meeting: html`<a href="${view.href(`/meetings/${content.meeting}`)}">${content.meeting}</a>`,
          })}</p>`
    }
    ${effectiveLine(view, text)}
  </header>`;
}

/** One sentence: how the agreement stands and why. */
function verdict(view: View, { agreement, text }: Head): Html {
  const status = agreementStatus(agreement);
  const ended = agreement.state.ended?.at(-1);
  switch (status) {
    case 'ended':
      if (ended === undefined) return nothing;
      return view.html('agreement.verdict.ended', {
        party: view.partyName(ended.party),
        day: view.date(ended.effective),
      });
    case 'concluded':
      return view.html('agreement.verdict.concluded', {
        day: view.date(agreement.concluded?.on ?? text.signedOn ?? ''),
      });
    case 'signed':
      return view.html('agreement.verdict.signed', {});
    case 'open':
      return view.html('agreement.verdict.open', { parties: view.partyNames(awaited(text)) });
    case 'dead':
      return view.html('agreement.verdict.dead', {});
  }
}

function effectiveLine(view: View, text: AgreementText): Html {
  const { effective } = text.content;
  if (effective === undefined) return nothing;
  const from = view.date(effective.from);
  const line =
    effective.until === undefined
      ? view.html('agreement.effective.from', { from })
      : view.html('agreement.effective.between', { from, until: view.date(effective.until) });
  return html`<p>${line}</p>`;
}

/** The parties left and right of the spine, each with post, day and standing of its signature. */
function signatureSpine(view: View, { agreement, text }: Head): Html {
  return html`<section class="spine" aria-labelledby="signatures">
    <h2 id="signatures" class="hidden">${view.text('agreement.signatures')}</h2>
    ${text.signatories.map((signatory) => {
      const party = signatory.party;
      return html`<div class="${sideOf(view, party)} signatory">
        <h3>${partyMark(view, party)} ${view.words(view.party(party).name)}</h3>
        ${signatureOf(view, { agreement, text }, party)}
      </div>`;
    })}
    <p class="joint">${jointLine(view, { agreement, text })}</p>
  </section>`;
}

function signatureOf(view: View, { agreement, text }: Head, party: string): Html {
  const signature = text.signatures.find((line) => line.party === party);
  const decline = text.declines.find((line) => line.party === party);
  const post = text.signatories.find((line) => line.party === party)?.post ?? {};
  if (signature !== undefined) {
    const { place } = signature;
    return html`<p class="post">${view.words(signature.post)}</p>
      <p>${view.html('agreement.signed-on', { day: view.date(signature.happened ?? place.day) })}</p>
      <p class="proof">${standingTag(view, standingOfLeaf(agreement, place.leaf))} ${verifyLink(view, signature)}</p>`;
  }
  if (decline !== undefined) {
    const key = decline.withdrawn ? 'agreement.withdrew-on' : 'agreement.declined-on';
    return html`<p class="post">${view.words(post)}</p>
      <p>${view.html(key, { day: view.date(decline.place.day) })}</p>
      ${decline.why === undefined ? '' : html`<p class="reason">${view.words(decline.why)}</p>`}
      <p class="proof">${standingTag(view, standingOfLeaf(agreement, decline.place.leaf))} ${verifyLink(view, decline)}</p>`;
  }
  return html`<p class="post">${view.words(post)}</p>
    <p>${statusTag('waiting', view.text('agreement.not-signed'))}</p>`;
}

function jointLine(view: View, { agreement, text }: Head): Html {
  const { concluded } = agreement;
  if (concluded?.text === text.hash) {
    return html`${view.html('agreement.joint.concluded', { day: view.date(concluded.on) })}`;
  }
  if (text.state === 'signed') return html`${view.text('agreement.joint.signed')}`;
  if (text.state === 'dead') return html`${view.text('agreement.joint.dead')}`;
  if (text.openUntil !== undefined) {
    return view.html('agreement.joint.open-until', { day: view.date(text.openUntil) });
  }
  return html`${view.text('agreement.joint.open')}`;
}
