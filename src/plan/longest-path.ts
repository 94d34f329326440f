// The longest path: back from the activities that end the project, over the links that put them where they are
// (docs/spec/plan.md 8). Constraints and float do not come into it.
import { earlyBound } from './forward-pass.ts';
import { kind, type Network, status, toFinish } from './network.ts';
import type { EarlyPass } from './passes.ts';
import { workBetween } from './working-time.ts';

/** Returns 1 by position for what lies on the longest path. Early dates are those before late placement. */
export function longestPath(pass: EarlyPass, finish: number): Uint8Array {
  const isOn = new Uint8Array(pass.network.count);
  markLongestPath(pass, isOn, { finish, target: undefined });
  return isOn;
}

/** Writes what {@link longestPath} returns; with a target the walk begins at this position alone. */
export function markLongestPath(
  pass: EarlyPass,
  isOn: Uint8Array,
  end: { readonly finish: number; readonly target: number | undefined },
): void {
  const { network, early } = pass;
  const { finish, target } = end;
  isOn.fill(0);
  if (target === undefined) {
    for (let at = 0; at < network.count; at++) {
      if (early.finish[at] === finish && isOpen(network, at)) isOn[at] = 1;
    }
  } else if (isOpen(network, target)) isOn[target] = 1;
  for (let at = target ?? network.count - 1; at >= 0; at--) {
    if (isOn[at] === 1) markDrivers(pass, isOn, at);
  }
}

function markDrivers(pass: EarlyPass, isOn: Uint8Array, at: number): void {
  const { network, early } = pass;
  const { first, other, type } = network.predecessors;
  const time = network.times[network.calendar[at]];
  for (let link = first[at]; link < first[at + 1]; link++) {
    if (!isOpen(network, other[link])) continue;
    const bound = earlyBound(pass, link, at);
    if (bound < network.dataDate) continue;
    const placed = (type[link] & toFinish) === 0 ? early.start[at] : early.finish[at];
    if (workBetween(time, bound, placed) === 0) isOn[other[link]] = 1;
  }
}

function isOpen(network: Network, at: number): boolean {
  return network.status[at] !== status.completed && network.kind[at] !== kind.span;
}
