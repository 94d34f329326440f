// JSON-LD 1.0 as files have it: a flat graph of nodes under an inline context, so that no reader needs the network. Nodes
// keep the order in which they come; the same nodes give the same bytes.
import type { LanguageMap } from '../programme/statement.ts';

/** A value of a property: a text, ids, a language map. */
export type LinkedValue = string | readonly string[] | LanguageMap;

/** One node. Properties that are undefined or empty are left out when printed. */
export interface LinkedNode {
  readonly '@id': string;
  readonly '@type': readonly string[];
  readonly [property: string]: LinkedValue | undefined;
}

/** What the terms of a document mean. */
export type LinkedContext = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** Characters of a piece, at least. */
const pieceCharacters = 65_536;

/** Returns each node once, where it came first, with all that is said of it. */
export function mergeNodes(nodes: readonly LinkedNode[]): readonly LinkedNode[] {
  const merged = new Map<string, LinkedNode>();
  for (const node of nodes) merged.set(node['@id'], { ...merged.get(node['@id']), ...node });
  return [...merged.values()];
}

/** Yields the text of a document, a node a line. */
export function* writeGraph(
  context: LinkedContext,
  nodes: readonly LinkedNode[],
): Generator<string> {
  let piece = `{"@context":${JSON.stringify(context)},"@graph":[`;
  for (const [place, node] of nodes.entries()) {
    piece += `${place === 0 ? '' : ','}\n${JSON.stringify(filledNode(node))}`;
    if (piece.length < pieceCharacters) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n]}\n`;
}

function filledNode(node: LinkedNode): object {
  return Object.fromEntries(Object.entries(node).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: LinkedValue | undefined): boolean {
  if (value === undefined) return true;
  if (typeof value === 'string') return value === '';
  return (Array.isArray(value) ? value : Object.keys(value)).length === 0;
}
