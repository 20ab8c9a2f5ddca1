/** The plan (clause 四(一), 四(二)) and the item list (clause 三(一)) as published: read for their form alone. */
import { parseJcs } from './encoding.js';
import { FormError } from './errors.js';
import { asRecordId, asText, Fields, inOrder } from './fields.js';

const CLASSES = ['key', 'special', 'general'];
/** 五(一): each team has at least two. */
const LEAST_TEAM = 2;

/**
 * @typedef {{area: string, kind: string, take: number, seats: string[][], items: string[]}} PlanRow
 * @typedef {{id: string, name: string, start: string, end: string, itemList: string, rows: PlanRow[]}} Plan
 */

/** @returns {PlanRow} */
function parseRow(value) {
  const f = new Fields(value, '计划.rows', ['area', 'class', 'items', 'seats', 'take']);
  const seat = (item) => new Fields(item, '计划.rows.seats', ['tags']).sorted('tags', asText);
  return {
    area: f.recordId('area'),
    kind: f.word('class', CLASSES),
    take: f.integer('take'),
    seats: f.list('seats', seat, LEAST_TEAM),
    items: f.sorted('items', asRecordId),
  };
}

/** A published plan; no area and class twice. @param {Uint8Array} data @returns {Plan} */
export function parsePlan(data) {
  const f = new Fields(parseJcs(data, '计划'), '计划', ['end', 'id', 'item_list', 'name', 'rows', 'start']);
  const rows = f.list('rows', parseRow);
  if (new Set(rows.map((row) => `${row.area} ${row.kind}`)).size !== rows.length) {
    throw new FormError('同一区域同一类别有两项安排', '计划.rows');
  }
  const plan = { id: f.recordId('id'), name: f.text('name'), start: f.day('start'), end: f.day('end'), itemList: f.recordId('item_list'), rows };
  if (plan.end < plan.start) throw new FormError('计划的止日早于起日', '计划.end');
  return plan;
}

/** A published item list, its items sorted by id. @param {Uint8Array} data */
export function parseItemList(data) {
  const f = new Fields(parseJcs(data, '事项清单'), '事项清单', ['id', 'items', 'name']);
  const [id, name] = [f.recordId('id'), f.text('name')];
  const item = (value) => {
    const i = new Fields(value, '事项清单.items', ['basis', 'content', 'id', 'name']);
    return { id: i.recordId('id'), name: i.text('name'), content: i.text('content'), basis: i.text('basis') };
  };
  return { id, name, items: inOrder(f.list('items', item, 1), (one) => one.id) };
}
