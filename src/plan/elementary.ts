// Logarithm, exponential and inverse normal from + - * / and square roots alone, the same on every machine.

const ln2 = Math.LN2;

/** 1 / n, for odd n from 27 down to 1: what the series of the logarithm adds. */
const oddShares = Float64Array.from({ length: 14 }, (_, i) => 1 / (27 - 2 * i));

/** Natural logarithm of a positive number: halved into [0.75, 1.5], then 2 artanh((x - 1) / (x + 1)) as a series. */
export function logarithm(value: number): number {
  let [rest, twos] = [value, 0];
  for (; rest > 1.5; twos++) rest /= 2;
  for (; rest < 0.75; twos--) rest *= 2;
  const ratio = (rest - 1) / (rest + 1);
  const square = ratio * ratio;
  let sum = 0;
  for (let i = 0; i < oddShares.length; i++) sum = sum * square + oddShares[i];
  return 2 * ratio * sum + twos * ln2;
}

/** 1 / n!, what the series of the exponential multiplies powers with. */
const factorials = Float64Array.from({ length: 15 }, (_, term) => {
  let product = 1;
  for (let factor = 2; factor <= term; factor++) product *= factor;
  return product;
});
const [, , share2, share3, share4, share5, share6, share7] = factorials.map((one) => 1 / one);
const [share8, share9, share10, share11, share12, share13, share14] = factorials
  .subarray(8)
  .map((one) => 1 / one);

const twosMax = 1_000;
/** 2^-1000 and so on to 2^1000. */
const powersOfTwo = Float64Array.from({ length: 2 * twosMax + 1 }, (_, i) => 2 ** (i - twosMax));

/** e to a power: the power less whole ln 2 as a series of 14 terms, doubled as often; 0 or Infinity beyond 1,000 ln 2. */
export function exponential(power: number): number {
  const twos = Math.floor(power / ln2 + 0.5);
  if (twos > twosMax) return Number.POSITIVE_INFINITY;
  if (twos < -twosMax) return 0;
  const x = power - twos * ln2;
  let sum = ((share14 * x + share13) * x + share12) * x + share11;
  sum = (((sum * x + share10) * x + share9) * x + share8) * x + share7;
  sum = (((sum * x + share6) * x + share5) * x + share4) * x + share3;
  sum = ((sum * x + share2) * x + 1) * x + 1;
  return sum * powersOfTwo[twos + twosMax];
}

const tail = 0.02425;

/** Inverse of the standard normal distribution by Acklam's rational functions, relative error below 1.2e-9. */
export function inverseNormal(uniform: number): number {
  if (uniform > 1 - tail) return -lowerTail(1 - uniform);
  if (uniform < tail) return lowerTail(uniform);
  const offset = uniform - 0.5;
  const x = offset * offset;
  let top = (-39.69683028665376 * x + 220.9460984245205) * x - 275.9285104469687;
  top = ((top * x + 138.357751867269) * x - 30.66479806614716) * x + 2.506628277459239;
  let bottom = (-54.47609879822406 * x + 161.5858368580409) * x - 155.6989798598866;
  bottom = ((bottom * x + 66.80131188771972) * x - 13.28068155288572) * x + 1;
  return (offset * top) / bottom;
}

function lowerTail(uniform: number): number {
  const x = Math.sqrt(-2 * logarithm(uniform));
  let top = (-0.007784894002430293 * x - 0.3223964580411365) * x - 2.400758277161838;
  top = ((top * x - 2.549732539343734) * x + 4.374664141464968) * x + 2.938163982698783;
  let bottom = (0.007784695709041462 * x + 0.3224671290700398) * x + 2.445134137142996;
  bottom = (bottom * x + 3.754408661907416) * x + 1;
  return top / bottom;
}
