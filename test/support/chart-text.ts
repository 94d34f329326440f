// Reads a chart as text: one tag per line for stored output, its tables as rows of words, its ids.
import type { Html } from '../../src/web/html.ts';

/** Returns the HTML of a chart with one tag or text per line and no other white space: what a stored output holds. */
export async function normalised(html: Html): Promise<string> {
  const text = String(await html).replace(/\s+/g, ' ');
  return `${text
    .replace(/> ?</g, '>\n<')
    .split('\n')
    .map((line) => line.trim())
    .join('\n')}\n`;
}

/** Returns the rows of all tables of a chart, each cell as its words. */
export async function tableRows(html: Html): Promise<readonly (readonly string[])[]> {
  const text = String(await html);
  const bodies = [...text.matchAll(/<tbody>([\s\S]*?)<\/tbody>/g)].map((match) => match[1] ?? '');
  return bodies.flatMap((body) =>
    [...body.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map((row) =>
      [...(row[1] ?? '').matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map((cell) =>
        wordsOf(cell[1] ?? ''),
      ),
    ),
  );
}

/** Returns the words of a piece of HTML without marks of parties. */
export function wordsOf(piece: string): string {
  return piece
    .replace(/<svg[\s\S]*?<\/svg>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Returns the ids of a chart in their order. */
export async function idsOf(html: Html): Promise<readonly string[]> {
  return [...String(await html).matchAll(/\bid="([^"]*)"/g)].map((match) => match[1] ?? '');
}
