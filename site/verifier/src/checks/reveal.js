/** After the reveal: every published row against the row recomputed (protocol, "Reveal"). */
import { FormError } from '../errors.js';
import { Appointments } from '../opening.js';
import { snapshotAt } from '../published.js';
import { givesUp, unnamed } from '../recompute.js';
import { Rows } from '../team.js';

/** @typedef {import('./draw.js').DrawFacts} DrawFacts */

/** Every published opening against the row recomputed; returns how many there are. @param {DrawFacts} facts */
export function compareRows(facts) {
  const { life, view } = facts;
  const openingAt = (rank, entry) => view.documents.openingOrNull(facts.id, rank, entry === null ? null : entry.index);
  /** Out of the opening of the row in force then; a rank never opened has none, and nobody to compare with. */
  const named = (row, entry) => {
    const { givenUp, status } = life.ranks.get(row.rank);
    const ending = givenUp.find((one) => one.index > entry.index) ?? null;
    const opening = ending === null && status === 'open' ? null : openingAt(row.rank, ending);
    return opening === null ? unnamed(entry) : new Appointments(opening).name(entry.body);
  };
  const rows = new Rows(facts.pool, facts.held);
  let count = 0;
  for (const entry of life.adjustments) {
    const givenUp = rows.apply(entry.body, (row) => named(row, entry));
    if (givenUp === null) continue;
    refuseOtherRow(facts, givenUp, openingAt(givenUp.rank, entry));
    count += 1;
  }
  for (const rank of life.ranks.values()) {
    if (rank.status !== 'disclosed' && rank.status !== 'withheld') continue;
    refuseOtherRow(facts, rows.row(rank.rank), openingAt(rank.rank, null));
    count += 1;
  }
  return count;
}

function refuseOtherRow(facts, row, opening) {
  if (opening === null) throw new FormError(`第 ${row.rank} 号名次的开封文件读不到`);
  const { index, proof } = facts.held.tree.opening(row.entity);
  const same =
    opening.entity === row.entity &&
    opening.nonce === row.nonce &&
    opening.nonceIndex === index &&
    opening.nonceProof.join() === proof.join();
  if (!same) throw new FormError(`第 ${row.rank} 号名次的开封文件与用主密钥重算的不同`);
}

/** "The registry shows that closure by the reveal" (protocol, "Order of a draw's life"). @param {DrawFacts} facts */
export function refuseUnclosed(facts) {
  const { life, view } = facts;
  for (const { index, body } of life.adjustments) {
    if (!givesUp(body)) continue;
    const { entity } = view.documents.opening(facts.id, body.rank, index);
    if (!registryShowsClosure(view, entity, life)) throw new FormError(`检查对象 ${entity} 已按停业递补，名录快照在揭示之前却没有反映`);
  }
}

/** Whether the newest snapshot before the reveal has the entity gone, not active, or in another area. */
function registryShowsClosure(view, entity, life) {
  const newest = view.snapshots.filter((entry) => entry.index < life.revealed.index).at(-1);
  if (newest === undefined) return false;
  const record = view.documents.snapshot(newest.body.root).entities.get(entity);
  if (record === undefined || record.status !== 'active') return true;
  return areaOf(snapshotAt(view, life.body.snapshot).entities.get(entity)) !== areaOf(record);
}

/** An area is text; what else may stand in its place is none, lest two languages compare it in two ways. */
const areaOf = (record) => (typeof record?.area === 'string' ? record.area : '');
