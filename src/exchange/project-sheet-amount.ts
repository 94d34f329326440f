// Amounts of money as people type them into lists: thousands parted, units such as million or ten thousand in the cell or in its
// heading, currencies by words. Exact decimals throughout: a unit moves the point, no number is computed with.
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { type AmountFault, findAmountFault, type StatedAmount } from '../programme/amount.ts';
import { quotable } from './plain-name.ts';
import {
  aboutWords,
  currencyWords,
  plainMoneyWords,
  unitWords,
} from './project-sheet-words.data.ts';

/** What words say of an amount. */
export interface MoneyWords {
  /** Zeros of the unit. */
  readonly power?: number;
  readonly currency?: string;
}

/** Returns unit and currency that a heading names. */
export function moneyWordsIn(heading: string): MoneyWords {
  const plain = heading.normalize('NFKC').toLowerCase().replace(/[’‘]/g, "'");
  const { currency, rest } = takeCurrency(plain);
  const unit = unitWords.find(([word]) => isUnitOf(rest, word));
  // In hundreds of millions: `100m`.
  const times = unit && new RegExp(`(?<![\\d.,])1(0{1,3})\\s*${unit[0]}`).exec(rest)?.[1];
  const power = unit && unit[1] + (times?.length ?? 0);
  return {
    ...(power === undefined ? {} : { power }),
    ...(currency === undefined ? {} : { currency }),
  };
}

/** Returns the code of a currency given by its code or by a word that can mean no other. */
export function currencyOf(text: string): string | undefined {
  const plain = text.normalize('NFKC').trim().toLowerCase();
  if (/^[a-z]{3}$/.test(plain) && plain !== 'rmb') return plain.toUpperCase();
  const word = currencyWords.find(([known]) => known === plain);
  return word?.[1];
}

/**
 * Returns the amount of a cell. Refusals: exchange.projects-amount, exchange.projects-unit (cell and heading name different units),
 * exchange.projects-currency (none is named), programme.investment.unknown-currency, programme.investment.too-many-digits.
 * @param told What heading, column of currencies and reader say; the cell's own currency stands over them.
 */
export function readAmount(text: string, told: MoneyWords): Result<StatedAmount, Refusal> {
  const given = quotable(text);
  const taken = takeCurrency(text.normalize('NFKC').toLowerCase().trim());
  let rest = taken.rest.replace(sign, ' ').trim();
  const about = aboutWords.find((word) => rest.startsWith(word));
  rest = rest.slice(about?.length ?? 0).trim();
  for (const word of plainMoneyWords) rest = rest.replace(word, '').trim();
  const parted = /^(\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d{1,30})(\.\d{1,12})?\s*(\D*)$/.exec(
    rest,
  );
  if (parted === null) return refuse('exchange.projects-amount', { given });
  const [, whole = '', fraction = '', unit = ''] = parted;
  const own = unitWords.find(([word]) => word === unit.trim());
  if (unit.trim() !== '' && own === undefined) return refuse('exchange.projects-amount', { given });
  if (own !== undefined && told.power !== undefined && own[1] !== told.power) {
    return refuse('exchange.projects-unit', { given });
  }
  const currency = taken.currency ?? told.currency;
  if (currency === undefined) return refuse('exchange.projects-currency', { given });
  const figures = whole.replace(/[, ]/g, '');
  const amount = shifted(figures, fraction.slice(1), own?.[1] ?? told.power ?? 0);
  const stated = { amount, currency, ...(about === undefined ? {} : { approx: true as const }) };
  const wrong = findAmountFault(stated);
  return wrong === undefined ? ok(stated) : refuse(faultCodes[wrong.fault], wrong.params);
}

const faultCodes = {
  'unknown-currency': 'programme.investment.unknown-currency',
  'too-many-digits': 'programme.investment.too-many-digits',
} as const satisfies Record<AmountFault['fault'], string>;

/** Moves the point of a decimal to the right: `12` and `345`, by 4, is `123450`. */
function shifted(whole: string, fraction: string, power: number): string {
  const all = fraction.padEnd(power, '0');
  const figures = `${whole}${all.slice(0, power)}`.replace(/^0+(?=\d)/, '');
  const decimals = all.slice(power).replace(/0+$/, '');
  return decimals === '' ? figures : `${figures}.${decimals}`;
}

/** Stands where a currency was taken out. */
const sign = '\u00a4';

/** Takes the word of a currency, or a code of three letters, out of a text. */
function takeCurrency(text: string): { readonly rest: string; readonly currency?: string } {
  const word = currencyWords.find(([known]) => text.includes(known));
  if (word !== undefined) return { rest: text.replace(word[0], sign), currency: word[1] };
  const code = /(?<![a-z])(cny|hkd|usd|eur|gbp|mop|jpy|twd|sgd)(?![a-z])/.exec(text)?.[1];
  if (code === undefined) return { rest: text };
  return { rest: text.replace(code, sign), currency: code.toUpperCase() };
}

/**
 * Whether a heading names a unit: Chinese ones before the word for money, a bracket or the end; one letter only beside a currency or
 * in brackets, for a phase B is no billion; other words of Latin letters whole.
 */
function isUnitOf(heading: string, word: string): boolean {
  if (!heading.includes(word)) return false;
  if (!/^[ -~]+$/.test(word)) {
    return new RegExp(`${word}[\\s\u00a4]*(?:[\u5143\u5713)\\]\u3011]|$)`).test(heading);
  }
  if (word.length === 1)
    return new RegExp(`[(\u00a4$\u00a5]\\s*(?:10{1,3})?\\s*${word}\\s*(?:\\)|$)`).test(heading);
  return new RegExp(`(?<![a-z])${word}(?![a-z])`).test(heading);
}
