/** The whole outcome in one plain sentence. Pure. */
import { count } from './words.js';

/** @typedef {import('../checks/report.js').Check} Check */

/** How many checks have each status. @param {Check[]} checks @returns {Record<string, number>} */
export function tally(checks) {
  const found = { pass: 0, fail: 0, pending: 0, unproven: 0, late: 0 };
  for (const one of checks) found[one.status] += 1;
  return found;
}

const scopeText = ({ draw, rank, entity }) => {
  if (entity) return `与 ${entity} 有关的`;
  if (draw && rank !== null) return `第 ${rank} 号名次（${draw}）的`;
  return draw ? `批次 ${draw} 的` : '';
};

/**
 * @param {Check[]} checks @param {{draw: string | null, rank: number | null, entity: string | null}} selection
 * @returns {string}
 */
export function sentence(checks, selection) {
  const n = tally(checks);
  const scope = scopeText(selection);
  if (n.fail > 0) return `${scope}核验有 ${count(n.fail)} 项不符：公布的内容与台账自己的承诺对不上，在查明之前不要采信。`;
  const rest = [
    n.late > 0 ? `${count(n.late)} 项逾期，是该做的事没有按时做` : '',
    n.pending > 0 ? `${count(n.pending)} 项现在还下不了结论` : '',
    n.unproven > 0 ? `${count(n.unproven)} 项只有本单位自己的说法` : '',
  ].filter(Boolean);
  const tail = rest.length > 0 ? `；另有 ${rest.join('，')}。` : '。';
  return `${scope}核验没有一项不符，${count(n.pass)} 项由你的浏览器重算通过${tail}`;
}
