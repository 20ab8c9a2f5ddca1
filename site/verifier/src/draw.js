/** Secrets, seed, tickets and the cut (protocol, "The draw"). */
import { bytesToHex, canonical, compareText, hexToBytes, parseJcs, prf, tagged, utf8ToBytes } from './encoding.js';
import { FormError } from './errors.js';
import { asDigest, Fields } from './fields.js';
import { rankStrata } from './pool.js';
import { inclusionProof, leafHash, root } from './tree.js';

/** @typedef {{later: string[], name: string, tickets: string[]}} TicketList */
/** @typedef {{draw: string, seed: string, strata: TicketList[]}} Tickets */
/** @typedef {{id: string, nonce: string, ticket: string, later: boolean}} Held */

/** @param {string} draw @param {string} master hex */
export const commitment = (draw, master) => tagged('master', { draw, master });
/** @param {string} master hex @param {string} entity @returns {string} hex */
export const nonceOf = (master, entity) => prf(hexToBytes(master), 'nonce', entity);
/** A leaf of the tree of nonces, its data built here from the two fields. */
export const nonceLeaf = (entity, nonce) => leafHash(utf8ToBytes(canonical({ entity, nonce })));

/** The tree of nonces: leaves sorted by leaf hash. */
export class NonceTree {
  /** @param {Iterable<[string, string]>} nonces entity and nonce */
  constructor(nonces) {
    const leaves = Array.from(nonces, ([entity, nonce]) => ({ entity, leaf: nonceLeaf(entity, nonce) }));
    const keyed = leaves.map((one) => ({ ...one, key: bytesToHex(one.leaf) })).sort((a, b) => compareText(a.key, b.key));
    this.leaves = keyed.map((one) => one.leaf);
    this.index = new Map(keyed.map((one, i) => [one.entity, i]));
    this.root = bytesToHex(root(this.leaves));
  }

  /** @param {string} entity */
  opening(entity) {
    const index = this.index.get(entity);
    return { index, proof: inclusionProof(this.leaves, index).map(bytesToHex) };
  }
}

/** @param {string} announcement hex leaf hash of the announce line @param {string[]} sources hex values in order */
export const seedOf = (announcement, sources) => tagged('seed', { announcement, sources });

/** An entity's ticket: the least over its weight. @returns {string} hex */
export function ticketOf(/** @type {string} */ seed, /** @type {string} */ entity, /** @type {string} */ nonce, /** @type {number} */ weight) {
  const key = hexToBytes(seed);
  let least = prf(key, 'entity', entity, nonce, '0');
  for (let j = 1; j < weight; j += 1) {
    const next = prf(key, 'entity', entity, nonce, String(j));
    if (next < least) least = next;
  }
  return least;
}

/** @param {any} value @returns {Tickets} */
export function ticketsFrom(value) {
  const f = new Fields(value, '签号文件', ['draw', 'seed', 'strata']);
  const list = (item) => {
    const s = new Fields(item, '签号文件.strata', ['later', 'name', 'tickets']);
    const [later, tickets] = [s.sorted('later', asDigest), s.sorted('tickets', asDigest)];
    const seen = new Set(tickets);
    for (const one of later) if (seen.has(one)) throw new FormError(`签号 ${one} 在两张表里`);
    return { later, name: s.text('name'), tickets };
  };
  return { draw: f.drawId('draw'), seed: f.digest('seed'), strata: f.list('strata', list) };
}

/** @param {Uint8Array} data @returns {Tickets} */
export const parseTickets = (data) => ticketsFrom(parseJcs(data, '签号文件'));

/** All tickets of one stratum in the order in which they are drawn. @param {TicketList} list */
export const sequence = (list) => [...list.tickets, ...list.later];

/**
 * The drawn tickets by rank, as the public sees them.
 * @param {import('./pool.js').Pool} pool @param {Tickets} tickets
 */
export function cut(pool, tickets) {
  const lists = new Map(tickets.strata.map((list) => [list.name, sequence(list)]));
  const taken = new Map();
  return rankStrata(pool).map((stratum, rank) => {
    const n = taken.get(stratum) ?? 0;
    taken.set(stratum, n + 1);
    return { rank, stratum, ticket: lists.get(stratum)[n] };
  });
}

/**
 * The whole draw from its master secret: every nonce, every ticket.
 * @param {import('./pool.js').Pool} pool @param {string} master hex @param {string} seed hex
 * @param {Set<string>} later entities in force in a draw of `without` when this one was announced
 */
export function hold(pool, master, seed, later = new Set()) {
  /** @type {Held[]} */
  const all = pool.entities.map(({ id, weight }) => {
    const nonce = nonceOf(master, id);
    return { id, nonce, ticket: ticketOf(seed, id, nonce, weight), later: later.has(id) };
  });
  const order = (a, b) => Number(a.later) - Number(b.later) || compareText(a.ticket, b.ticket);
  const byStratum = new Map(pool.strata.map(({ name }) => [name, []]));
  for (const held of all) byStratum.get(pool.byId.get(held.id).stratum).push(held);
  for (const list of byStratum.values()) list.sort(order);
  const side = (name, isLater) => byStratum.get(name).filter((held) => held.later === isLater).map((held) => held.ticket);
  return {
    tree: new NonceTree(all.map((held) => [held.id, held.nonce])),
    /** @type {Map<string, Held[]>} */
    strata: byStratum,
    /** @type {Tickets} */
    tickets: { draw: pool.draw, seed, strata: pool.strata.map(({ name }) => ({ later: side(name, true), name, tickets: side(name, false) })) },
  };
}
