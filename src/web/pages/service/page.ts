// One service beside its counterpart: a few questions, a form whose address is all its state, and the checklist of each side.
import { html } from 'hono/html';
import type { ServiceState } from '../../../programme/kinds/service.ts';
import type { Question } from '../../../programme/kinds/service-questions.ts';
import { dayForm, plainAddress } from '../../days.ts';
import { factList, type Html, nothing, outsideLink } from '../../html.ts';
import type { Page } from '../../page.ts';
import { contactText } from '../../parts/contacts.ts';
import { historyOf } from '../../parts/history.ts';
import { partyMark, sideOf } from '../../parts/mark.ts';
import { pairingList, pairingMarks } from '../../parts/pairings.ts';
import { channelText, checkedRows, eventText, needText } from '../../parts/services.ts';
import { sampleMark, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import { answerName, type ServiceModel, type Side, serviceModel } from './model.ts';

/** The page `/services/:id`. Answers stand in the query: `?HK-SV001.who=person`. Refusal: web.service.unknown. */
export const servicePage: Page<ServiceModel> = {
  path: '/services/:id',
  dated: true,
  model: serviceModel,
  render: (model, view) => {
    const [{ service }] = model.sides as [Side, ...Side[]];
    const { id, state } = service;
    return {
      title: view.plain(state.name),
      sample: state.sample,
      body: html`<header class="page-head">
        <p class="kicker"><span class="record-id">${id}</span> ${view.text('service.kind')} ${sampleMark(view, state)}</p>
        <h1>${view.words(state.name)}</h1>
        ${state.what === undefined ? nothing : html`<p class="lead">${view.words(state.what)}</p>`}
        <p class="row-facts"><span>${partyMark(view, state.party)} ${view.partyName(state.party)}</span>
          <span>${view.text('service.need', { need: needText(view, state.need) })}</span>
          <span>${view.list(state.lifeEvents.map((event) => eventText(view, event)))}</span></p>
        ${closedLine(view, state)}
      </header>
      ${dayForm(view)}
      ${pairingSection(view, model)}
      ${questionForm(view, model)}
      ${checklistSection(view, model)}
      ${relatedSection(view, model)}
      <section aria-labelledby="history">
        <h2 id="history">${view.text('history.title')}</h2>
        ${historyOf(view, service.history)}
      </section>`,
    };
  },
};

function closedLine(view: View, { closedOn }: ServiceState): Html {
  if (closedOn === undefined || closedOn > view.day) return nothing;
  return html`<p>${statusTag('late', view.html('service.closed', { day: view.date(closedOn) }))}</p>`;
}

/** What both sides signed of this service. */
function pairingSection(view: View, { sides, pairings }: ServiceModel): Html {
  if (pairings.length === 0) return nothing;
  const marks = pairingMarks(view, pairings);
  const without = sides[0]?.service.id;
  return html`<section aria-labelledby="pairings">
    <h2 id="pairings">${view.text('service.pairings')} ${marks.all}</h2>
    ${pairingList(view, pairings, { marks, ...(without && { without }) })}
  </section>`;
}

/** The questions on the way of each side with their answers, and the one that is open. */
function questionForm(view: View, { sides }: ServiceModel): Html {
  if (sides.every(({ service }) => service.state.questions.length === 0)) return nothing;
  const days = (['asof', 'known'] as const).map((name) => {
    const day = view.when[name];
    return day === undefined ? nothing : html`<input type="hidden" name="${name}" value="${day}">`;
  });
  return html`<section aria-labelledby="questions">
    <h2 id="questions">${view.text('service.questions')}</h2>
    <p class="quiet">${view.text('service.questions.lead')}</p>
    <form class="questions" method="get" action="${plainAddress(view)}#checklist">
      ${days}
      <div class="spine spine-wide">${sides.map((side) => sideQuestions(view, side))}</div>
      <p><button type="submit">${view.text('service.questions.show')}</button>
        <a href="${view.href(view.path)}">${view.text('service.questions.anew')}</a></p>
    </form>
  </section>`;
}

function sideQuestions(view: View, { service, checklist, isMistaken }: Side): Html {
  const { id, state } = service;
  const { answered, next } = checklist;
  return html`<div class="${sideOf(view, state.party)}">
    <h3>${partyMark(view, state.party)} ${view.words(state.name)}</h3>
    ${state.questions.length === 0 ? html`<p class="quiet">${view.text('service.questions.none')}</p>` : nothing}
    ${answered.map(({ question, answer }) => questionField(view, id, { question, answer }))}
    ${next === undefined ? nothing : questionField(view, id, { question: next, isMistaken })}
  </div>`;
}

function questionField(
  view: View,
  service: string,
  asked: { readonly question: Question; readonly answer?: string; readonly isMistaken?: boolean },
): Html {
  const { question, answer, isMistaken = false } = asked;
  const name = answerName(service, question.id);
  return html`<fieldset>
    <legend>${view.words(question.text)}</legend>
    ${isMistaken ? html`<p class="fault">${view.text('service.questions.mistaken')}</p>` : nothing}
    ${question.answers.map(
      (one) => html`<div class="field check">
      <input type="radio" id="${name}.${one.id}" name="${name}" value="${one.id}"${one.id === answer ? html` checked` : ''}>
      <label for="${name}.${one.id}">${view.words(one.text)}</label>
    </div>`,
    )}
  </fieldset>`;
}

function checklistSection(view: View, model: ServiceModel): Html {
  return html`<section aria-labelledby="checklist">
    <h2 id="checklist">${view.text('service.checklist')}</h2>
    <div class="spine spine-wide">${model.sides.map((side) => sideChecklist(view, model, side))}
    ${model.sides.length > 1 ? nothing : html`<p class="joint">${view.text('service.no-counterpart')}</p>`}</div>
  </section>`;
}

function sideChecklist(view: View, model: ServiceModel, side: Side): Html {
  const { id, state } = side.service;
  const { items, next } = side.checklist;
  const office = model.offices.get(state.office);
  const isOther = id !== view.params.id;
  const name = view.words(state.name);
  const words = (texts: readonly Readonly<Record<string, string>>[]) =>
    texts.length === 0
      ? undefined
      : html`<ul>${texts.map((text) => html`<li>${view.words(text)}</li>`)}</ul>`;
  return html`<div class="${sideOf(view, state.party)} checklist-side">
    <h3>${partyMark(view, state.party)} ${isOther ? html`<a href="${view.href(`/services/${id}`)}">${name}</a>` : name}
      ${isOther ? sampleMark(view, state) : nothing}</h3>
    <p>${next === undefined ? statusTag('done', view.text('service.checklist.whole')) : statusTag('progress', view.text('service.checklist.so-far'))}</p>
    ${items.length === 0 ? html`<p class="quiet">${view.text(next === undefined ? 'service.checklist.empty' : 'service.checklist.open')}</p>` : html`<ul class="checklist">${items.map((item) => html`<li>${view.words(item.text)}</li>`)}</ul>`}
    ${factList([
      [view.text('service.office'), office === undefined ? state.office : view.words(office)],
      ...contactRow(view, model, state),
      [view.text('service.official'), outsideLink(state.url, state.url)],
      [view.text('service.documents'), words(state.documents)],
      [view.text('service.legal-basis'), words(state.legalBasis)],
      ...checkedRows(view, state),
      [view.text('service.channels'), channelText(view, state)],
      [
        view.text('service.languages'),
        view.list(state.languages.map((tag) => view.languageIn(tag))),
      ],
    ])}
  </div>`;
}

function contactRow(view: View, { contacts }: ServiceModel, { contact }: ServiceState) {
  if (contact === undefined) return [];
  return [[view.text('contact.label'), contactText(view, contacts, contact)] as const];
}

function relatedSection(view: View, { related }: ServiceModel): Html {
  if (related.length === 0) return nothing;
  return html`<section aria-labelledby="related">
    <h2 id="related">${view.text('service.related')}</h2>
    <ul class="rows">${related.map(
      ({ service: { id, state }, events }) => html`<li class="row">
      <p class="row-id"><span class="record-id">${id}</span></p>
      <div class="row-main"><h3>${partyMark(view, state.party)} <a href="${view.href(`/services/${id}`)}">${view.words(state.name)}</a> ${sampleMark(view, state)}</h3>
        <p class="row-facts"><span>${view.list(events.map((event) => eventText(view, event)))}</span></p></div>
    </li>`,
    )}</ul>
  </section>`;
}
