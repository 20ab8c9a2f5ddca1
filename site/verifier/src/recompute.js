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

/**
 * The whole draw from its master. `known` remembers the draws of `without`, which the later draws of a year all rest on.
 * @param {Life} view @param {DrawLife} life @param {Masters} masters @param {Map<string, ReturnType<typeof hold>>} known
 */
export function holdDraw(view, life, masters, known) {
  if (life.pool === null) throw new FormError('抽取池读不到');
  const seed = drawSeed(view, life);
  const later = laterEntities(view, life, masters, known);
  return hold(life.pool, masters(life.id), seed, later);
}

/**
 * Entities in force in a draw of `without` when this one was announced. Each draw that it rests on is held once, the
 * earliest first: to hold each anew for every way that leads to it takes twice as long with every draw.
 */
function laterEntities(view, life, masters, known) {
  for (const other of restedOn(view, life)) {
    if (known.has(other.id)) continue;
    const later = inForce(view, other, known);
    const master = masters(other.id);
    known.set(other.id, hold(other.pool, master, drawSeed(view, other), later));
  }
  return inForce(view, life, known);
}

/** The draws of `without`, those of theirs and so on, in the order of their announcements. @returns {DrawLife[]} */
function restedOn(/** @type {Life} */ view, /** @type {DrawLife} */ life) {
  const found = new Map();
  const waiting = [life];
  while (waiting.length > 0) {
    const one = waiting.pop();
    for (const id of one.pool.without) {
      const other = view.draws.get(id);
      if (!other?.pool || other.drawn === null || other.drawn.index >= one.announced.index) {
        throw new FormError(`不重复抽取的批次 ${id} 在公告时还没有抽`);
      }
      if (found.has(id)) continue;
      found.set(id, other);
      waiting.push(other);
    }
  }
  return [...found.values()].sort((a, b) => a.announced.index - b.announced.index);
}

/** Who was in force in a draw of `without` when this one was announced, out of those that are held. @returns {Set<string>} */
function inForce(/** @type {Life} */ view, /** @type {DrawLife} */ life, /** @type {Map<string, ReturnType<typeof hold>>} */ known) {
  const found = new Set();
  for (const id of life.pool.without) {
    const other = view.draws.get(id);
    if (!known.has(id)) throw new FormError(`不重复抽取的批次 ${id} 在公告时还没有抽`);
    const rows = new Rows(other.pool, known.get(id));
    for (const entry of other.adjustments) {
      if (entry.index < life.announced.index) rows.apply(entry.body, () => unnamed(entry));
    }
    for (const row of rows.all()) if (row !== null) found.add(row.entity);
  }
  return found;
}
