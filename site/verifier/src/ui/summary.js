/** The whole outcome: one mark, and in plain sentences what stands behind it. Pure. */
import { isWhole } from '../selection.js';
import { ownChecks, worst } from './steps.js';
import { count, shownStatus } from './words.js';

/** @typedef {import('../checks/report.js').Check} Check */
/** @typedef {import('../selection.js').Selection} Selection */

/** How many checks have each status, as it is shown. @param {Check[]} checks @returns {Record<string, number>} */
export function tally(checks) {
  const found = { pass: 0, fail: 0, pending: 0, unproven: 0, late: 0, command: 0 };
  for (const one of checks) found[shownStatus(one)] += 1;
  return found;
}

/** Whether a draw used a chain that only the ledger declares. @param {Check} one */
const isStrange = ({ name, status }) => name === 'draw.beacon' && status === 'unproven';

/**
 * The mark: what was asked for passes by checks of its own, not by those of the ledger around it.
 * @param {Check[]} checks @param {Selection} selection @returns {string}
 */
export function verdict(checks, selection) {
  const found = worst(checks);
  if (found === 'fail') return 'fail';
  if (isWhole(selection)) return found === 'late' ? 'late' : 'pass';
  const own = tally(ownChecks(checks, selection));
  if (own.late > 0) return 'late';
  if (own.pass === 0) return 'pending';
  return checks.some(isStrange) ? 'unproven' : 'pass';
}

const MISTRUST = '：公布的内容与台账自己的承诺对不上，在查明之前不要采信。';
const lateText = (n) => (n.late > 0 ? `${count(n.late)} 项逾期，是该做的事没有按时做` : '');
const pendingText = (n) => (n.pending > 0 ? `${count(n.pending)} 项现在还下不了结论` : '');

/** @param {string} whose @param {Record<string, number>} n @param {string[]} rest what does not quite hold; "" for none of a kind */
function upheld(whose, n, rest) {
  const said = rest.filter(Boolean).join('，');
  return `${whose}核验没有一项不符，${count(n.pass)} 项由你的浏览器重算通过${said ? `；另有 ${said}` : ''}。`;
}

/** Nothing fails, with all that is not yet or not quite so. @param {string} whose @param {Record<string, number>} n */
function inFull(whose, n) {
  const unproven = n.unproven > 0 ? `${count(n.unproven)} 项只有本单位自己的说法` : '';
  const command = n.command > 0 ? `${count(n.command)} 项本页不核验，请用命令 mingchou verify` : '';
  return upheld(whose, n, [lateText(n), pendingText(n), unproven, command]);
}

/** A rank of which nothing is public: it alone has no check that passes or fails. @param {string} name @param {Record<string, number>} n */
function sealed(name, n) {
  const found = n.late > 0 ? `核验有 ${lateText(n)}，${pendingText(n)}` : ` ${count(n.pending)} 项核验现在都下不了结论`;
  return `${name}还封存着：它自己的${found}。`;
}

/** What the chance of the draws looked at rests on, where it is no accepted chain. @param {Check[]} checks @param {string} here */
function strangeText(checks, here) {
  const strange = checks.filter(isStrange).length;
  if (strange === 0) return '';
  const some = strange < checks.filter(({ name }) => name === 'draw.beacon').length ? `有 ${count(strange)} 个` : '';
  return `${here}${some}用了不在公认之列的信标链，抽取是不是随机，只有本单位自己的说法。`;
}

/** What was asked for, the draws it is in, and what else was looked at, in words. @param {Selection} selection */
function named({ draw, rank, entity }) {
  if (draw !== null && rank === null) return { name: `批次 ${draw} `, here: '这一批', around: '整本台账' };
  const name = entity === null ? `第 ${rank} 号名次（${draw}）` : `企业 ${entity} 已公开名次`;
  return { name, here: '所在批次', around: '所在批次和整本台账' };
}

/**
 * First on what was asked for, then on what it stands in.
 * @param {Check[]} checks @param {Selection} selection @returns {string}
 */
export function sentence(checks, selection) {
  const all = tally(checks);
  if (isWhole(selection)) return all.fail > 0 ? `核验有 ${count(all.fail)} 项不符${MISTRUST}` : inFull('', all);
  const { name, here, around } = named(selection);
  const mine = new Set(ownChecks(checks, selection));
  const own = tally([...mine]);
  const rest = tally(checks.filter((one) => !mine.has(one)));
  if (own.fail > 0) {
    const more = rest.fail > 0 ? `，${around}另有 ${count(rest.fail)} 项` : '';
    return `${name}的核验有 ${count(own.fail)} 项不符${more}${MISTRUST}`;
  }
  if (rest.fail > 0) {
    const but = own.pass > 0 ? `${name}的核验没有一项不符，但` : '';
    return `${but}${around}的核验有 ${count(rest.fail)} 项不符${MISTRUST}`;
  }
  const first = own.pass > 0 ? inFull(`${name}的`, own) + strangeText(checks, here) : sealed(name, own);
  // What else is pending or unproven around it is counted below the sentence.
  return first + upheld(`${around}的`, rest, [lateText(rest)]);
}
