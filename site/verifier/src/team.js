/** Inspectors by seat, and the rows in force after adjustments (protocol, "Inspectors", "Adjust"). */
import { hexToBytes, prf, tagged } from './encoding.js';
import { FormError } from './errors.js';
import { rankStrata } from './pool.js';

/** @typedef {{kind: string, rank: number, seat: number | null, appointment: string | null}} Adjustment */
/** @typedef {{rank: number, stratum: string, entity: string, nonce: string, ticket: string, inspectors: string[]}} Row */

/** @param {{draw: string, inspector: string, nonce: string, rank: number, seat: number}} value @returns {string} hex */
export const appointmentHash = ({ draw, inspector, nonce, rank, seat }) => tagged('appointment', { draw, inspector, nonce, rank, seat });

/** Who takes a seat: of those fit and not excluded, the one with the least number; null if nobody is left. */
function choose(pool, seed, entity, nonce, seat, excluded) {
  const key = hexToBytes(seed);
  let [least, chosen] = [null, null];
  for (const one of pool.inspectors) {
    if (excluded.has(one.id) || one.recuse.has(entity) || !pool.seats[seat].every((tag) => one.tags.has(tag))) continue;
    const value = prf(key, 'inspector', entity, nonce, one.id);
    if (least === null || value < least) [least, chosen] = [value, one.id];
  }
  return chosen;
}

/** The team of a drawn entity. @param {import('./pool.js').Pool} pool @param {string} seed @param {string} entity @param {string} nonce */
export function team(pool, seed, entity, nonce) {
  /** @type {string[]} */
  const members = [];
  pool.seats.forEach((_, seat) => {
    const chosen = choose(pool, seed, entity, nonce, seat, new Set(members));
    if (chosen === null) throw new FormError(`${entity} 的第 ${seat} 号席位无人可抽`);
    members.push(chosen);
  });
  return members;
}

/** One rank's team as recusals and appointments change it, and who is barred from it. */
export class TeamState {
  /** @param {import('./pool.js').Pool} pool @param {string} seed */
  constructor(pool, seed, rank, entity, nonce) {
    Object.assign(this, { pool, seed, rank, entity, nonce });
    this.members = team(pool, seed, entity, nonce);
    this.barred = new Set();
  }

  /**
   * @param {Adjustment} adjustment of a kind with a seat
   * @param {() => string} appointed who was named, asked only for `appointed`
   */
  apply({ kind, seat }, appointed) {
    if (seat === null || seat >= this.members.length) throw new FormError(`第 ${this.rank} 号名次没有第 ${seat} 号席位`);
    const excluded = new Set([...this.barred, ...this.members]);
    const next = choose(this.pool, this.seed, this.entity, this.nonce, seat, excluded);
    if (kind === 'appointed') {
      if (next !== null) throw new FormError(`第 ${this.rank} 号名次第 ${seat} 号席位还有人可抽，不得指定`);
      const named = appointed();
      if (excluded.has(named)) throw new FormError(`第 ${this.rank} 号名次第 ${seat} 号席位指定的 ${named} 已在组内或已退出本名次`);
      this.barred.add(this.members[seat]);
      this.members[seat] = named;
      return;
    }
    if (next === null) throw new FormError(`第 ${this.rank} 号名次第 ${seat} 号席位已无人可换，须指定`);
    this.barred.add(this.members[seat]);
    this.members[seat] = next;
  }
}

/** The rows in force, followed through the adjustments of a draw that is wholly known. */
export class Rows {
  /** @param {import('./pool.js').Pool} pool @param {ReturnType<typeof import('./draw.js').hold>} held */
  constructor(pool, held) {
    this.pool = pool;
    this.held = held;
    this.strata = rankStrata(pool);
    this.taken = new Map();
    this.places = this.strata.map((_, rank) => this.#take(rank));
  }

  /** The next ticket of the rank's stratum with its team; null if there is none. */
  #take(rank) {
    const stratum = this.strata[rank];
    const n = this.taken.get(stratum) ?? 0;
    const found = this.held.strata.get(stratum)[n];
    if (found === undefined) return null;
    this.taken.set(stratum, n + 1);
    return { stratum, ticket: found.ticket, state: new TeamState(this.pool, this.held.tickets.seed, rank, found.id, found.nonce) };
  }

  /** The row of a rank in force; `FormError` where it is void. @param {number} rank @returns {Row} */
  row(rank) {
    if (!this.places[rank]) throw new FormError(`第 ${rank} 号名次不存在或已作废`);
    const { stratum, ticket, state } = this.places[rank];
    return { rank, stratum, entity: state.entity, nonce: state.nonce, ticket, inspectors: [...state.members] };
  }

  /** Every rank; null: void. @returns {(Row | null)[]} */
  all() {
    return this.places.map((place, rank) => (place === null ? null : this.row(rank)));
  }

  /**
   * Take one adjustment in. Raises `FormError` for one that the protocol refuses.
   * @param {Adjustment} adjustment @param {(row: Row) => string} appointed who an `appointed` adjustment named
   * @returns {Row | null} the row given up by `closed` or `void`
   */
  apply(adjustment, appointed) {
    const { kind, rank } = adjustment;
    const before = this.row(rank);
    if (kind !== 'closed' && kind !== 'void') {
      this.places[rank].state.apply(adjustment, () => appointed(before));
      return null;
    }
    const replacement = this.#take(rank);
    if (kind === 'closed' && replacement === null) throw new FormError(`第 ${rank} 号名次已无候补，须作废`);
    if (kind === 'void' && replacement !== null) throw new FormError(`第 ${rank} 号名次还有候补，不得作废`);
    this.places[rank] = replacement;
    return before;
  }
}
