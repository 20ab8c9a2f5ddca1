/**
 * The published files that entries call for, read once each and parsed once each.
 *
 * `Documents` is the verifier's one window on the world: a function from a published path to bytes, or null where there
 * is no such file. The worker brings what it has fetched, the tests a folder or a map.
 */
import { sha256 } from './encoding.js';
import { FormError } from './errors.js';
import * as layout from './layout.js';
import { parseTickets, ticketOf } from './draw.js';
import { parseOpening } from './opening.js';
import { parsePool } from './pool.js';
import { parseResult } from './result.js';
import { parseSnapshot } from './snapshot.js';

/** @typedef {(path: string) => Uint8Array | null} Read */

/** @template T @param {() => T} get @returns {T | null} null where what was published is not of its form */
function orNull(get) {
  try {
    return get();
  } catch (error) {
    if (error instanceof FormError) return null;
    throw error;
  }
}

export class Documents {
  /** @param {Read} read */
  constructor(read) {
    this.read = read;
    this.bytes = new Map();
    this.parsed = new Map();
  }

  /** What is published at this path. @param {string} path @returns {Uint8Array | null} */
  bytesOrNull(path) {
    if (!this.bytes.has(path)) this.bytes.set(path, this.read(path));
    return this.bytes.get(path);
  }

  /** What is published at this path; `FormError` where there is nothing. @param {string} path @returns {Uint8Array} */
  bytesAt(path) {
    const data = this.bytesOrNull(path);
    if (data === null) throw new FormError('缺少应当公开的文件', path);
    return data;
  }

  /** The file named by this SHA-256; `FormError` where it is absent or its bytes have another digest. @param {string} digest */
  file(digest) {
    const path = layout.file(digest);
    const data = this.bytesAt(path);
    const actual = sha256(data);
    if (actual !== digest) throw new FormError(`文件的 SHA-256 是 ${actual}，与条目所载不同`, path);
    return data;
  }

  /** Parse once; remember the error as well as the value. @template T @param {string} key @param {() => T} parse @returns {T} */
  once(key, parse) {
    if (!this.parsed.has(key)) {
      try {
        this.parsed.set(key, { value: parse() });
      } catch (error) {
        if (!(error instanceof FormError)) throw error;
        this.parsed.set(key, { error });
      }
    }
    const found = this.parsed.get(key);
    if (found.error) throw found.error;
    return found.value;
  }

  /** @param {string} digest */
  pool(digest) {
    return this.once(`pool ${digest}`, () => parsePool(this.file(digest)));
  }

  /** @param {string} digest */
  tickets(digest) {
    return this.once(`tickets ${digest}`, () => parseTickets(this.file(digest)));
  }

  /** The public registry with this root. @param {string} root */
  snapshot(root) {
    return this.once(`snapshot ${root}`, () => {
      const snapshot = parseSnapshot(this.bytesAt(layout.snapshot(root)));
      if (snapshot.root !== root) throw new FormError(`快照的树根算得 ${snapshot.root}，条目写的是 ${root}`);
      return snapshot;
    });
  }

  /** The opening of the row in force, or of the row given up by that entry. */
  opening(/** @type {string} */ draw, /** @type {number} */ rank, /** @type {number | null} */ entry) {
    const path = layout.opening(draw, rank, entry);
    return this.once(path, () => parseOpening(this.bytesAt(path)));
  }

  /** The published result, or the superseded one that the entry committed to. */
  result(/** @type {string} */ draw, /** @type {number} */ rank, /** @type {number | null} */ entry) {
    const path = layout.result(draw, rank, entry);
    return this.once(path, () => parseResult(this.bytesAt(path)));
  }

  /** Null where it cannot be read (check `draw.pool` says why). @param {string} digest */
  poolOrNull(digest) {
    return orNull(() => this.pool(digest));
  }

  /** Null where it cannot be read (check `draw.cut` says why). @param {string} digest */
  ticketsOrNull(digest) {
    return orNull(() => this.tickets(digest));
  }

  /** Null where it cannot be read (check `draw.opening` says why). */
  openingOrNull(/** @type {string} */ draw, /** @type {number} */ rank, /** @type {number | null} */ entry) {
    return orNull(() => this.opening(draw, rank, entry));
  }

  /** Whether the opening's ticket is one of those that a draw of `without` put behind all others. */
  standsLater(
    /** @type {import('./life.js').DrawLife} */ life,
    /** @type {import('./draw.js').Tickets} */ tickets,
    /** @type {import('./opening.js').Opening} */ opening,
  ) {
    const entity = this.pool(life.body.pool).byId.get(opening.entity);
    if (entity === undefined) return false;
    const mine = ticketOf(tickets.seed, entity.id, opening.nonce, entity.weight);
    return tickets.strata.some((stratum) => stratum.later.includes(mine));
  }
}
