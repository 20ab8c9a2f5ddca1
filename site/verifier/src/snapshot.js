/** The public registry at a snapshot: one canonical line a record, sorted by kind, then id (protocol, entry type `snapshot`). */
import { compareText, parseJcs } from './encoding.js';
import { FormError } from './errors.js';
import { asRecordId } from './fields.js';
import { splitLines } from './lines.js';
import { leafHash, rootHex } from './tree.js';

/** @typedef {{root: string, entities: Map<string, any>, inspectors: Map<string, any>}} RegistrySnapshot */

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** Lines to records, with the root computed. @param {Uint8Array} data @returns {RegistrySnapshot} */
export function parseSnapshot(data) {
  const lines = splitLines(data);
  if (lines === null) throw new FormError('快照须以换行结束');
  /** @type {Record<string, Map<string, any>>} */
  const found = { entity: new Map(), inspector: new Map() };
  let last = ['', ''];
  lines.forEach((line, i) => {
    const number = i + 1;
    const value = parseJcs(line, `快照第 ${number} 行`);
    if (!isObject(value) || Object.keys(value).sort().join() !== 'id,kind,record' || !['entity', 'inspector'].includes(value.kind)) {
      throw new FormError(`快照第 ${number} 行须有 id、kind、record`);
    }
    if (typeof value.id !== 'string' || !isObject(value.record)) throw new FormError(`快照第 ${number} 行的 id 或 record 类型不对`);
    const key = [value.kind, asRecordId(value.id)];
    if (compareText(key[0], last[0]) < 0 || (key[0] === last[0] && compareText(key[1], last[1]) <= 0)) {
      throw new FormError(`快照第 ${number} 行的次序不对或重复`);
    }
    last = key;
    found[key[0]].set(key[1], value.record);
  });
  return { root: rootHex(lines.map(leafHash)), entities: found.entity, inspectors: found.inspector };
}
