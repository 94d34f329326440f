// The standard normal distribution's upper tail, from + - * / and square roots alone, the same on every machine.
import { exponential, logarithm } from './elementary.ts';

/** ln sqrt(2 pi). */
const logRootTwoPi = 0.9189385332046727;
const seriesTerms = 60;
const fractionDepth = 120;
/** Where the continued fraction takes over from the series. */
const seriesMax = 2;

/** Returns the density at z. */
function normalDensity(z: number): number {
  return exponential(-(z * z) / 2 - logRootTwoPi);
}

/**
 * Returns Q(z), the share above z; relative error below 1e-12 for |z| < 30. Sources: Abramowitz and Stegun 26.2.11
 * (series) and 26.2.14 (continued fraction).
 */
export function normalTail(z: number): number {
  if (z >= seriesMax) return normalDensity(z) / hazard(z);
  if (z < -seriesMax) return 1 - normalTail(-z);
  let [term, sum] = [z, z];
  for (let i = 1; i < seriesTerms; i++) {
    term *= (z * z) / (2 * i + 1);
    sum += term;
  }
  return 0.5 - normalDensity(z) * sum;
}

/** Returns the density over the tail: of a normal life that has lasted z the rate at which it ends. */
export function hazard(z: number): number {
  if (z < seriesMax) return normalDensity(z) / normalTail(z);
  let fraction = z;
  for (let i = fractionDepth; i >= 1; i--) fraction = z + i / fraction;
  return fraction;
}

/** Returns ln Q(z). */
export function logNormalTail(z: number): number {
  if (z < seriesMax) return logarithm(normalTail(z));
  return -(z * z) / 2 - logRootTwoPi - logarithm(hazard(z));
}
