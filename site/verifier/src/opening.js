/** The opening of one row: proves ticket, rank and team (protocol, "Opening"). */
import { bytesToHex, hexToBytes, parseJcs } from './encoding.js';
import { FormError } from './errors.js';
import { asDigest, Fields } from './fields.js';
import { nonceLeaf } from './draw.js';
import { appointmentHash, TeamState } from './team.js';
import { proofRoot } from './tree.js';

/**
 * @typedef {object} Opening
 * @property {string} draw
 * @property {string} entity
 * @property {string} nonce hex
 * @property {number} nonceIndex
 * @property {string[]} nonceProof hex
 * @property {number} rank
 * @property {{inspector: string, seat: number}[]} appointed
 */

/** @param {any} value @returns {Opening} */
export function openingFrom(value) {
  const f = new Fields(value, '开封文件', ['draw', 'entity', 'nonce', 'nonce_index', 'nonce_proof', 'rank'], ['appointed']);
  const appointed = (item) => {
    const a = new Fields(item, '开封文件.appointed', ['inspector', 'seat']);
    return { inspector: a.recordId('inspector'), seat: a.integer('seat') };
  };
  return {
    draw: f.drawId('draw'),
    entity: f.recordId('entity'),
    nonce: f.digest('nonce'),
    nonceIndex: f.integer('nonce_index'),
    nonceProof: f.list('nonce_proof', asDigest),
    rank: f.integer('rank'),
    appointed: f.has('appointed') ? f.list('appointed', appointed, 1) : [],
  };
}

/** @param {Uint8Array} data @returns {Opening} */
export const parseOpening = (data) => openingFrom(parseJcs(data, '开封文件'));

/** Raises `FormError` unless the nonce stands in the announced tree. @param {Opening} opening @param {number} size @param {string} root hex */
export function proveNonce(opening, size, root) {
  const leaf = nonceLeaf(opening.entity, opening.nonce);
  const computed = bytesToHex(proofRoot(leaf, opening.nonceIndex, size, opening.nonceProof.map(hexToBytes)));
  if (computed !== root) throw new FormError(`秘密数的树根算得 ${computed}，公告的是 ${root}`);
}

/**
 * Names for `appointed` adjustments out of an opening: each must match the hash that the ledger holds, and each name
 * must be used.
 * @param {Opening} opening
 */
export class Appointments {
  constructor(opening) {
    this.opening = opening;
    this.unused = [...opening.appointed];
  }

  /** @param {import('./team.js').Adjustment} adjustment @returns {string} */
  name({ seat, appointment }) {
    const { draw, nonce, rank } = this.opening;
    const at = this.unused.findIndex((one) => one.seat === seat && appointmentHash({ draw, inspector: one.inspector, nonce, rank, seat }) === appointment);
    if (at < 0) throw new FormError(`开封文件没有与承诺 ${appointment} 相合的指定人员（第 ${seat} 号席位）`);
    return this.unused.splice(at, 1)[0].inspector;
  }

  done() {
    if (this.unused.length > 0) throw new FormError(`指定人员 ${this.unused[0].inspector} 在台账中没有对应的调整`);
  }
}

/**
 * The team of an opened row: drawn, then changed by the adjustments made while this row was in force.
 * @param {import('./pool.js').Pool} pool @param {string} seed @param {Opening} opening
 * @param {readonly import('./team.js').Adjustment[]} adjustments of kinds with a seat, in ledger order
 * @returns {string[]}
 */
export function openedTeam(pool, seed, opening, adjustments) {
  const state = new TeamState(pool, seed, opening.rank, opening.entity, opening.nonce);
  const names = new Appointments(opening);
  for (const adjustment of adjustments) state.apply(adjustment, () => names.name(adjustment));
  names.done();
  return state.members;
}
