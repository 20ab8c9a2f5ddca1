/** A published result and the digest that the ledger holds of it (protocol, "A result's record"). */
import { canonical, parseJcs, tagged } from './encoding.js';
import { FormError } from './errors.js';
import { asDigest, asRecordId, Fields } from './fields.js';

/** The three phrases of clause 五(三), letter for letter. */
export const OUTCOMES = ['未发现问题', '发现问题已责令整改', '发现涉嫌违法行为已立案调查'];
export const METHODS = ['现场', '非现场', '委托第三方'];
const FIELDS = ['content', 'draw', 'entity', 'inspected', 'inspectors', 'items', 'method', 'outcome', 'rank'];

/** @param {unknown} record @param {string} salt hex @returns {string} hex */
export const recordDigest = (record, salt) => tagged('record', { record, salt });

/** @param {any} value */
export function resultFrom(value) {
  const top = new Fields(value, '结果', ['record', 'salt']);
  const f = new Fields(value.record, '结果.record', FIELDS, ['more']);
  const salt = top.get('salt', asDigest);
  if (f.has('more') && (value.record.more === null || typeof value.record.more !== 'object' || Array.isArray(value.record.more))) {
    throw new FormError('须为对象', '结果.record.more');
  }
  return {
    digest: recordDigest(value.record, salt),
    content: f.text('content'),
    draw: f.drawId('draw'),
    entity: f.recordId('entity'),
    inspected: f.day('inspected'),
    inspectors: f.list('inspectors', asRecordId),
    items: f.sorted('items', asRecordId),
    method: f.word('method', METHODS),
    outcome: f.word('outcome', OUTCOMES),
    rank: f.integer('rank'),
  };
}

/** @param {Uint8Array} data */
export const parseResult = (data) => resultFrom(parseJcs(data, '结果'));
/** @param {unknown} record @param {string} salt */
export const formatResult = (record, salt) => canonical({ record, salt });
