// An amount of money as statements have it, and what can be wrong with one where we write (docs/spec/model.md 8).
import { z } from 'zod';
import { digitsOf, fractionDigitsOf, isAmount } from '../base/money.ts';

/** Codes and digits of a later table still parse: the form is checked here, the currency where we write. */
export const amount = z.looseObject({
  amount: z.string().refine(isAmount, 'expected a decimal such as 11.18'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code'),
  /** The source says "about". */
  approx: z.literal(true).optional(),
});

/** An amount as a statement has it. */
export type StatedAmount = Readonly<z.infer<typeof amount>>;

/** What is wrong with an amount, and the parameters of a refusal that says so. */
export type AmountFault =
  | { readonly fault: 'unknown-currency'; readonly params: { readonly currency: string } }
  | {
      readonly fault: 'too-many-digits';
      readonly params: {
        readonly amount: string;
        readonly currency: string;
        readonly digits: number;
      };
    };

/** Returns why an amount is not written: of a currency that is not in the table, or finer than that. */
export function findAmountFault(one: StatedAmount): AmountFault | undefined {
  const { currency } = one;
  const digits = digitsOf(currency);
  if (digits === undefined) return { fault: 'unknown-currency', params: { currency } };
  if (fractionDigitsOf(one.amount) <= digits) return undefined;
  return { fault: 'too-many-digits', params: { amount: one.amount, currency, digits } };
}
