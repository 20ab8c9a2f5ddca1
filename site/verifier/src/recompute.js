/**
 * What can be recomputed of a draw: its seed from the sources, the ticket in force at each rank, and, once the master is
 * known, every nonce, ticket and row (protocol, "Draw", "Adjust", "Reveal").
 */
import { verifyRound } from './beacon.js';
import { cut, hold, seedOf, sequence } from './draw.js';
import { FormError } from './errors.js';
import { Rows } from './team.js';

/** @typedef {import('./life.js').Life} Life */
/** @typedef {import('./life.js').DrawLife} DrawLife */
/** @typedef {(draw: string) => string} Masters the revealed master, hex; `FormError` where unknown */

export const givesUp = (body) => body.kind === 'closed' || body.kind === 'void';

/** What was verified once need not be again: a BLS check takes a browser tens of milliseconds. @type {WeakMap<DrawLife, string[]>} */
const verified = new WeakMap();

/** The values of a draw's sources, each verified against the announced chain. @param {Life} view @param {DrawLife} life @returns {string[]} hex */
export function sourceValues(view, life) {
  if (!verified.has(life)) verified.set(life, verifySources(view, life));
  return verified.get(life);
}

function verifySources(view, life) {
  if (life.drawn === null) throw new FormError('还没有抽');
  const drawn = life.drawn.body.sources;
  if (drawn.length !== life.body.sources.length) throw new FormError('信标轮次的个数与公告不同');
  return life.body.sources.map(({ chain, round }, i) => {
    if (drawn[i].round !== round) throw new FormError(`用的是第 ${drawn[i].round} 轮，公告的是第 ${round} 轮`);
    if (!view.chains.has(chain)) throw new FormError(`信标链 ${chain} 未在创世条目中声明`);
    return verifyRound(view.chains.get(chain), round, drawn[i].signature);
  });
}

/** The public seed of a draw. @param {Life} view @param {DrawLife} life @returns {string} hex */
export const drawSeed = (view, life) => seedOf(life.announced.leafHex, sourceValues(view, life));

/**
 * The tickets of the rows, without knowing whose they are: by rank, in force; and of each row given up, by entry.
 * Follows `closed` and `void` through the public tickets: each takes the next ticket of its stratum.
 * @param {import('./pool.js').Pool} pool @param {import('./draw.js').Tickets} tickets @param {DrawLife} life
 */
export function publicRows(pool, tickets, life) {
  const drawn = cut(pool, tickets);
  /** @type {(string | null)[]} */
  const inForce = drawn.map((one) => one.ticket);
  const left = new Map(tickets.strata.map((stratum) => [stratum.name, sequence(stratum)]));
  for (const { stratum } of drawn) left.get(stratum).shift();
  /** @type {Map<number, string>} */
  const givenUp = new Map();
  for (const { index, body } of life.adjustments) {
    if (!givesUp(body) || body.rank >= drawn.length) continue;
    if (inForce[body.rank] !== null) givenUp.set(index, inForce[body.rank]);
    inForce[body.rank] = left.get(drawn[body.rank].stratum).shift() ?? null;
  }
  return { inForce, givenUp };
}

/**
 * The adjustments made to seats while a row was in force: the last row, or the one that `givenUp` gave up.
 * @param {import('./life.js').RankLife} rank @param {import('./entry.js').Entry | null} givenUp
 */
export function seatAdjustments(rank, givenUp) {
  let found = [];
  for (const entry of rank.adjustments) {
    if (entry === givenUp) return found;
    found = givesUp(entry.body) ? [] : [...found, entry.body];
  }
  return found;
}

/** Stands for whoever was appointed, where nobody's name is known. @param {import('./entry.js').Entry} entry */
export const unnamed = (entry) => `appointed-${entry.index}`;

/** The whole draw from its master. @param {Life} view @param {DrawLife} life @param {Masters} masters */
export function holdDraw(view, life, masters) {
  if (life.pool === null) throw new FormError('抽取池读不到');
  const seed = drawSeed(view, life);
  const master = masters(life.id);
  return hold(life.pool, master, seed, laterEntities(view, life, masters));
}

/** Entities in force in a draw of `without` when this one was announced. @returns {Set<string>} */
function laterEntities(/** @type {Life} */ view, /** @type {DrawLife} */ life, /** @type {Masters} */ masters) {
  const found = new Set();
  for (const id of life.pool.without) {
    const other = view.draws.get(id);
    if (!other?.pool || other.drawn === null) throw new FormError(`不重复抽取的批次 ${id} 没有抽`);
    const rows = new Rows(other.pool, holdDraw(view, other, masters));
    for (const entry of other.adjustments) {
      if (entry.index < life.announced.index) rows.apply(entry.body, () => unnamed(entry));
    }
    for (const row of rows.all()) if (row !== null) found.add(row.entity);
  }
  return found;
}
