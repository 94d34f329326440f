// What every connection of Comity to a PostgreSQL server has in common: the address as a configuration, the reading of
// numbers, and which failures are refusals of the user. Each caller says it with codes of its own.
import { type ClientConfig, DatabaseError, types } from 'pg';

const connectMilliseconds = 5_000;

/**
 * Returns what the driver needs to connect, or undefined for what is no address of a database. A message about such an
 * address must repeat nothing of it: a password may be in it.
 */
export function configOfAddress(url: string): ClientConfig | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isKnown = parsed?.protocol === 'postgres:' || parsed?.protocol === 'postgresql:';
  // A fragment is a password with an unescaped #, whose rest would be taken for host and port.
  if (parsed === undefined || !isKnown || parsed.hash !== '') return undefined;
  return {
    connectionString: url,
    connectionTimeoutMillis: connectMilliseconds,
    keepAlive: true,
    application_name: 'comity',
    types: { getTypeParser: parserOf },
  };
}

/** Returns whether the server answered and does not let this user into that database. */
export function isLoginRefused(error: unknown): boolean {
  return error instanceof DatabaseError && /^(?:28|3D|42501)/.test(error.code ?? '');
}

/** As PGlite does: bigint is a number while it is safe. Everything else the driver reads alike. */
const parserOf: typeof types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === types.builtins.INT8 && format !== 'binary' ? textToNumber : types.getTypeParser(oid);

function textToNumber(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}
