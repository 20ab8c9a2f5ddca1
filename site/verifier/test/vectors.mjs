/** The vectors that both languages share (tests/vectors/README.md says what each key is). */
import { readFileSync } from 'node:fs';

export const vectors = JSON.parse(readFileSync(new URL('../../../tests/vectors/protocol-v1.json', import.meta.url), 'utf8'));

/** The pool that a case names, with its `take` if it has one of its own. @param {{pool: string, take?: number[]}} draw */
export function poolValue({ pool, take }) {
  const value = pool === vectors.small.pool.draw ? vectors.small.pool : vectors.pool;
  return take ? { ...value, strata: value.strata.map((stratum, i) => ({ ...stratum, take: take[i] })) } : value;
}

/** A row as the vectors write it. @param {import('../src/team.js').Row | null} row */
export const plainRow = (row) =>
  row && { entity: row.entity, inspectors: row.inspectors, rank: row.rank, stratum: row.stratum, ticket: row.ticket };
