/**
 * Which published files the checks will read, told from the entries alone, lawful or not, so that they can be fetched
 * beforehand. May name a file that nothing reads in the end; never leaves one out.
 */
import * as layout from './layout.js';
import { givesUp } from './recompute.js';

/** @typedef {import('./entry.js').Entry} Entry */

/** @param {Entry[]} entries @param {string} type */
const ofType = (entries, type) => entries.filter((entry) => entry.type === type);

/** Pools: what the life of the draws is folded with. @param {Entry[]} entries */
export const poolPaths = (entries) => ofType(entries, 'announce').map(({ body }) => layout.file(body.pool));

/** Draws whose openings wait for others, and those others. @param {Entry[]} entries @param {import('./documents.js').Documents} documents */
export function entangled(entries, documents) {
  const found = new Set();
  for (const { body } of ofType(entries, 'announce')) {
    const without = documents.poolOrNull(body.pool)?.without ?? [];
    if (without.length > 0) [body.draw, ...without].forEach((id) => found.add(id));
  }
  return found;
}

/** Tickets and openings of these draws. @param {Entry[]} entries @param {Set<string>} draws */
export function openingPaths(entries, draws) {
  const paths = [];
  for (const { type, index, body } of entries) {
    if (!draws.has(body.draw)) continue;
    if (type === 'draw') paths.push(layout.file(body.tickets));
    else if (type === 'disclose' || type === 'withhold') paths.push(layout.opening(body.draw, body.rank));
    else if (type === 'adjust' && givesUp(body)) paths.push(layout.opening(body.draw, body.rank, index));
  }
  return paths;
}

/** Results, newest and superseded, of the ranks that are looked at. @param {Entry[]} entries @param {(draw: string, rank: number) => boolean} looked */
export function resultPaths(entries, looked) {
  const paths = [];
  for (const { body } of ofType(entries, 'disclose')) if (looked(body.draw, body.rank)) paths.push(layout.result(body.draw, body.rank));
  /** Commitments by the entry that they correct. @type {Map<number, Entry[]>} */
  const corrected = new Map();
  for (const entry of ofType(entries, 'amend')) {
    const target = entries[entry.body.entry];
    if (entry.body.kind !== 'correct' || target?.type !== 'disclose') continue;
    corrected.set(entry.body.entry, [...(corrected.get(entry.body.entry) ?? [target]), entry]);
  }
  for (const [target, ...amends] of corrected.values()) {
    const { draw, rank } = target.body;
    if (looked(draw, rank)) for (const one of [target, ...amends.slice(0, -1)]) paths.push(layout.result(draw, rank, one.index));
  }
  return paths;
}

/** Published documents, snapshots and draw orders. @param {Entry[]} published @param {Entry[]} snapshots @param {import('./life.js').DrawLife[]} lives */
export const documentPaths = (published, snapshots, lives) => [
  ...published.map(({ body }) => layout.file(body.sha256)),
  ...snapshots.map(({ body }) => layout.snapshot(body.root)),
  ...lives.map(({ body }) => layout.file(body.order)),
];
