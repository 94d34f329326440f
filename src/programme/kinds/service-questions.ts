// The few questions by which somebody finds what to bring to a service: each answer leads to a later question, to lines of
// the checklist, or to both. A question leads to later ones only, so that no road through them is endless.
import { z } from 'zod';
import type { Refusal } from '../../base/result.ts';
import { refusal } from '../refusals.ts';
import { languageMap, partId } from '../statement.ts';

const answer = z.looseObject({
  id: partId,
  text: languageMap,
  /** The question that comes next; it stands later in the list. */
  next: partId.optional(),
  /** Lines of the checklist that it adds. */
  items: z.array(partId).min(1).max(20).optional(),
});
const question = z.looseObject({
  id: partId,
  text: languageMap,
  answers: z.array(answer).min(2).max(10),
});
/** One question with its answers. */
export type Question = z.infer<typeof question>;

/** Fields of a statement that hold a checklist and the questions that lead to it. */
export const questionFields = {
  /** Lines of the checklist; what no answer names is needed by everybody. */
  items: z
    .array(z.looseObject({ id: partId, text: languageMap }))
    .max(100)
    .optional(),
  /** The first is asked first. */
  questions: z.array(question).max(30).optional(),
};
type Item = NonNullable<z.infer<(typeof questionFields)['items']>>[number];

/** A checklist and the questions that lead to it; both may be empty. */
export interface QuestionTree {
  readonly items: readonly Item[];
  readonly questions: readonly Question[];
}

/** What somebody needs as far as the questions are answered. */
export interface Checklist {
  /** In the order of the service. */
  readonly items: readonly Item[];
  /** The questions on the way with the answer to each, in their order. */
  readonly answered: readonly { readonly question: Question; readonly answer: string }[];
  /** The question to be answered now; absent once there is none. */
  readonly next?: Question;
}

/**
 * Returns the checklist for some answers, by question. Answers to questions that are not on the way count for nothing, and an
 * answer that the question does not have leaves it open. Cost: linear in the questions.
 */
export function checklistFor(tree: QuestionTree, answers: ReadonlyMap<string, string>): Checklist {
  const named = new Set(
    tree.questions.flatMap((one) => one.answers.flatMap(({ items = [] }) => items)),
  );
  const needed = new Set(tree.items.map(({ id }) => id).filter((id) => !named.has(id)));
  let wanted: string | undefined = tree.questions[0]?.id;
  const answered: { readonly question: Question; readonly answer: string }[] = [];
  let next: Question | undefined;
  for (const one of tree.questions) {
    if (one.id !== wanted) continue;
    const chosen = one.answers.find(({ id }) => id === answers.get(one.id));
    if (chosen === undefined) {
      next = one;
      break;
    }
    answered.push({ question: one, answer: chosen.id });
    for (const id of chosen.items ?? []) needed.add(id);
    wanted = chosen.next;
  }
  const items = tree.items.filter(({ id }) => needed.has(id));
  return { items, answered, ...(next === undefined ? {} : { next }) };
}

/**
 * Returns why questions do not lead to a checklist; undefined where they do. Refusals: programme.service.item-twice,
 * question-twice, answer-twice, leads-nowhere, unknown-item, unknown-question, question-order, question-unreached.
 */
export function findTreeFault({ items, questions }: QuestionTree): Refusal | undefined {
  const item = findTwice(items);
  if (item !== undefined) return refusal('programme.service.item-twice', { item }).error;
  const twice = findTwice(questions);
  if (twice !== undefined) {
    return refusal('programme.service.question-twice', { question: twice }).error;
  }
  const itemIds = new Set(items.map(({ id }) => id));
  const places = new Map(questions.map(({ id }, place) => [id, place]));
  for (const one of questions) {
    const found = findAnswerFault(one, itemIds, places);
    if (found !== undefined) return found;
  }
  const reached = new Set(questions.flatMap((one) => one.answers.map(({ next }) => next)));
  const lost = questions.slice(1).find(({ id }) => !reached.has(id));
  if (lost === undefined) return undefined;
  return refusal('programme.service.question-unreached', { question: lost.id }).error;
}

function findAnswerFault(
  asked: Question,
  itemIds: ReadonlySet<string>,
  places: ReadonlyMap<string, number>,
): Refusal | undefined {
  const twice = findTwice(asked.answers);
  if (twice !== undefined) {
    const params = { question: asked.id, answer: twice };
    return refusal('programme.service.answer-twice', params).error;
  }
  for (const { id, next, items = [] } of asked.answers) {
    const params = { question: asked.id, answer: id };
    if (next === undefined && items.length === 0) {
      return refusal('programme.service.leads-nowhere', params).error;
    }
    const unknown = items.find((item) => !itemIds.has(item));
    if (unknown !== undefined) {
      return refusal('programme.service.unknown-item', { ...params, item: unknown }).error;
    }
    if (next === undefined) continue;
    const place = places.get(next);
    if (place === undefined) {
      return refusal('programme.service.unknown-question', { ...params, next }).error;
    }
    if (place <= (places.get(asked.id) ?? 0)) {
      return refusal('programme.service.question-order', { ...params, next }).error;
    }
  }
  return undefined;
}

function findTwice(list: readonly { readonly id: string }[]): string | undefined {
  const seen = new Set<string>();
  return list.find(({ id }) => seen.size === seen.add(id).size)?.id;
}
