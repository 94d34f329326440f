// Cycles of a directed graph: its strongly connected components of more than one member (Tarjan 1972), and members
// linked to themselves. No recursion, so that depth is no limit. Linear time.

/** Links as from and to, by node number. */
export interface Graph {
  readonly nodeCount: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Returns every cycle as the ascending node numbers of its members, in order of the smallest. */
export function findCycles(graph: Graph): readonly (readonly number[])[] {
  const { nodeCount, from, to } = graph;
  const first = new Int32Array(nodeCount + 1);
  for (const node of from) first[node + 1] += 1;
  for (let node = 0; node < nodeCount; node++) first[node + 1] += first[node];
  const next = first.slice();
  const target = new Int32Array(to.length);
  const isLoop = new Uint8Array(nodeCount);
  for (let link = 0; link < to.length; link++) {
    target[next[from[link]]++] = to[link];
    if (from[link] === to[link]) isLoop[to[link]] = 1;
  }
  return components({ nodeCount, first, target, isLoop })
    .map((members) => members.sort((a, b) => a - b))
    .sort((a, b) => a[0] - b[0]);
}

/** Components that are cycles. */
function components(graph: {
  readonly nodeCount: number;
  readonly first: Int32Array;
  readonly target: Int32Array;
  readonly isLoop: Uint8Array;
}): number[][] {
  const { nodeCount, first, target, isLoop } = graph;
  const seenAt = new Int32Array(nodeCount).fill(-1);
  const low = new Int32Array(nodeCount);
  const isOpen = new Uint8Array(nodeCount);
  const next = first.slice();
  const open: number[] = [];
  const path: number[] = [];
  const found: number[][] = [];
  let clock = 0;
  const enter = (node: number) => {
    seenAt[node] = low[node] = clock++;
    isOpen[node] = 1;
    open.push(node);
    path.push(node);
  };
  const leave = (node: number) => {
    path.pop();
    const parent = path.at(-1);
    if (parent !== undefined) low[parent] = Math.min(low[parent], low[node]);
    if (low[node] !== seenAt[node]) return;
    const members = open.splice(open.lastIndexOf(node));
    for (const member of members) isOpen[member] = 0;
    if (members.length > 1 || isLoop[node] === 1) found.push(members);
  };
  for (let root = 0; root < nodeCount; root++) {
    if (seenAt[root] !== -1) continue;
    enter(root);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      if (next[node] === first[node + 1]) leave(node);
      else {
        const other = target[next[node]++];
        if (seenAt[other] === -1) enter(other);
        else if (isOpen[other] === 1) low[node] = Math.min(low[node], seenAt[other]);
      }
    }
  }
  return found;
}
