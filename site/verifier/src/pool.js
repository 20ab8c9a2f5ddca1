/** The pool: who can be drawn, who can inspect, how many, in which seats (protocol, "Pool"). */
import { compareText, parseJcs } from './encoding.js';
import { FormError } from './errors.js';
import { asDrawId, asRecordId, asText, Fields, inOrder } from './fields.js';

/**
 * @typedef {{id: string, stratum: string, weight: number}} PoolEntity
 * @typedef {{id: string, recuse: Set<string>, tags: Set<string>}} PoolInspector
 * @typedef {object} Pool
 * @property {string} draw
 * @property {PoolEntity[]} entities
 * @property {Map<string, PoolEntity>} byId
 * @property {{id: string, reason: string}[]} excluded
 * @property {PoolInspector[]} inspectors
 * @property {string[][]} seats tags of each seat
 * @property {{name: string, take: number}[]} strata
 * @property {string[]} without
 */

function parseInspector(value) {
  const f = new Fields(value, '抽取池.inspectors', ['id', 'recuse', 'tags']);
  return { recuse: new Set(f.sorted('recuse', asRecordId)), tags: new Set(f.sorted('tags', asText)), id: f.recordId('id') };
}

/** @param {any} value parsed JSON @returns {Pool} */
export function poolFrom(value) {
  const f = new Fields(value, '抽取池', ['draw', 'entities', 'excluded', 'inspectors', 'seats', 'strata', 'without']);
  const byIds = (name, read) => inOrder(f.list(name, read), (item) => item.id);
  const entities = byIds('entities', (item) => {
    const e = new Fields(item, '抽取池.entities', ['id', 'stratum', 'weight']);
    return { id: e.recordId('id'), stratum: e.text('stratum'), weight: e.integer('weight', 1, 100) };
  });
  const excluded = byIds('excluded', (item) => {
    const e = new Fields(item, '抽取池.excluded', ['id', 'reason']);
    return { id: e.recordId('id'), reason: e.text('reason') };
  });
  const inspectors = byIds('inspectors', parseInspector);
  const byId = new Map(entities.map((entity) => [entity.id, entity]));
  for (const { id } of excluded) if (byId.has(id)) throw new FormError(`${id} 既在抽取池又被排除`);
  const strata = f.list('strata', (item) => {
    const s = new Fields(item, '抽取池.strata', ['name', 'take']);
    return { name: s.text('name'), take: s.integer('take') };
  });
  const names = new Set(strata.map((stratum) => stratum.name));
  if (names.size !== strata.length) throw new FormError('抽取池的层名有重复');
  for (const entity of entities) if (!names.has(entity.stratum)) throw new FormError(`${entity.id} 的层 ${entity.stratum} 不在 strata 里`);
  const seats = f.list('seats', (item) => new Fields(item, '抽取池.seats', ['tags']).sorted('tags', asText));
  return { draw: f.drawId('draw'), entities, byId, excluded, inspectors, seats, strata, without: f.sorted('without', asDrawId) };
}

/** @param {Uint8Array} data @returns {Pool} */
export const parsePool = (data) => poolFrom(parseJcs(data, '抽取池'));

/** How many entities each stratum holds. @param {Pool} pool @returns {Map<string, number>} */
export function stratumSizes(pool) {
  const sizes = new Map(pool.strata.map((stratum) => [stratum.name, 0]));
  for (const entity of pool.entities) sizes.set(entity.stratum, sizes.get(entity.stratum) + 1);
  return sizes;
}

/** The stratum of each rank: ranks run from 0 through the strata in order. @param {Pool} pool @returns {string[]} */
export function rankStrata(pool) {
  const sizes = stratumSizes(pool);
  return pool.strata.flatMap(({ name, take }) => Array(Math.min(take, sizes.get(name))).fill(name));
}

/** Those who hold all tags of a seat and need not recuse themselves. */
function candidates(pool, tags, entity) {
  return pool.inspectors.filter((one) => tags.every((tag) => one.tags.has(tag)) && !one.recuse.has(entity));
}

/**
 * The first entity and seat for which the pool is not feasible, or null: more inspectors must be fit for a seat than
 * there are earlier seats sharing one of them. Entities from whom nobody recuses himself are all alike.
 * @param {Pool} pool @returns {{entity: string, seat: number} | null}
 */
export function infeasible(pool) {
  const touched = new Set(pool.inspectors.flatMap((one) => [...one.recuse]));
  let untouchedDone = false;
  for (const { id } of pool.entities) {
    if (!touched.has(id)) {
      if (untouchedDone) continue;
      untouchedDone = true;
    }
    const fit = pool.seats.map((tags) => new Set(candidates(pool, tags, id)));
    for (let k = 0; k < fit.length; k += 1) {
      const sharing = fit.slice(0, k).filter((earlier) => [...earlier].some((one) => fit[k].has(one))).length;
      if (fit[k].size <= sharing) return { entity: id, seat: k };
    }
  }
  return null;
}

/** Ids in ledger order. @param {string[]} ids */
export const sortIds = (ids) => [...ids].sort(compareText);
