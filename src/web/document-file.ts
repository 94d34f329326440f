// The file of one version of a document: only what a public version of that document names is given out, and what its hash says.
import type { DocumentVersion } from '../programme/kinds/document.ts';
import type { Site } from './site.ts';

/** Types that a browser may be told of; what else a version says of itself is sent as bytes. Ends of names. */
const endings: Readonly<Record<string, string>> = {
  'application/json': 'json',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'text/csv': 'csv',
  'text/plain': 'txt',
};

/**
 * Returns the file of the version of a document that has that hash, to be saved, never shown: a file may be a page with a
 * script. Undefined where no version has it, or where it is not here.
 * @param hash Hex SHA-256.
 */
export async function documentFile(
  site: Site,
  id: string,
  hash: string,
): Promise<Response | undefined> {
  const found = await site.queries.record('document', id);
  const version = found?.state.versions.find(({ blob }) => blob?.hash === hash);
  const bytes = version === undefined ? undefined : await site.blob?.(hash);
  if (version === undefined || bytes === undefined) return undefined;
  return new Response(new Uint8Array(bytes), { headers: headersOf(id, version, hash) });
}

function headersOf(
  id: string,
  { format }: DocumentVersion,
  hash: string,
): Readonly<Record<string, string>> {
  const ending = Object.hasOwn(endings, format) ? endings[format] : undefined;
  const type = ending === undefined ? 'application/octet-stream' : format;
  return {
    'Content-Type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    'Content-Disposition': `attachment; filename="${id}-${hash.slice(0, 8)}.${ending ?? 'bin'}"`,
    'X-Content-Type-Options': 'nosniff',
    // It may be erased: nobody is to keep it longer than it takes to ask again.
    'Cache-Control': 'no-cache',
    ETag: `"${hash}"`,
  };
}
