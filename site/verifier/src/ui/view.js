/** The list of steps: each with its mark, why it matters, what is wrong with it, and its evidence on demand. */
import { h } from './dom.js';
import { ticketCommand } from './recompute.js';
import { drawOf, worst } from './steps.js';
import { tally } from './summary.js';
import { CHECKS, count, MARKS, shownStatus, STATUSES } from './words.js';

/** How many checks are shown at once; more on demand. */
const PAGE = 100;

/** @typedef {import('../checks/report.js').Check} Check */
/** @typedef {import('../tickets.js').OpenedTicket} OpenedTicket */
/** @typedef {{root: URL, tickets: Map<string, OpenedTicket>, narrow: boolean, many: boolean}} Context `many`: groups stand closed */

/** A mark with its word for those who do not see it. @param {string} status @param {boolean} [word] show the word too */
export const mark = (status, word = false) =>
  h(
    'span',
    { class: `mc-check mc-check--${status}` },
    h('span', { class: 'mc-mark', 'aria-hidden': 'true' }, MARKS[status]),
    h('span', word ? {} : { class: 'mc-sr' }, STATUSES[status]),
  );

/** ✓ 12 ! 1; with words where there is room for them. @param {Check[]} checks */
export function counts(checks, words = false) {
  const shown = Object.entries(tally(checks)).filter(([, n]) => n > 0);
  const one = ([status, n]) =>
    h(
      'span',
      { class: `mc-check mc-check--${status}` },
      h('span', { 'aria-hidden': 'true' }, `${MARKS[status]} `),
      h('span', { class: words ? null : 'mc-sr' }, `${STATUSES[status]} `),
      count(n),
    );
  return h('span', { class: 'mv-counts' }, ...shown.map(one));
}

/** A check's subject in words; "" where the step says it already. @param {Check} check */
function subjectText({ name, subject }) {
  const draw = drawOf({ name, subject });
  if (draw === null) return subject === 'ledger' ? '' : subject;
  const [, rank] = subject.split('/');
  if (rank === undefined) return '';
  const [number, entry] = rank.split('@');
  if (entry === undefined) return `第 ${number} 号名次`;
  return name === 'draw.opening' ? `第 ${number} 号名次，第 ${entry} 号条目换下的一家` : `第 ${number} 号名次，第 ${entry} 号条目承诺的旧文`;
}

function enterprise({ entity, name }, root) {
  return h('a', { href: new URL(`e/${entity}/`, root).href }, name || entity);
}

/** The line that recomputes a ticket by hand, with a button that copies it. @param {OpenedTicket} ticket @param {boolean} open */
export function byHand(ticket, open) {
  const command = ticketCommand(ticket);
  const weighted = ticket.weight === 1 ? '' : `这家的权重是 ${ticket.weight}，取 ${ticket.weight} 个值里最小的。`;
  const note = h('span', { class: 'mc-small', role: 'status' });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(command);
      note.textContent = '已复制';
    } catch {
      note.textContent = '浏览器不让复制，请手动选取';
    }
  };
  return h(
    'details',
    { class: 'mv-hand', open },
    h('summary', {}, '用 openssl 手算这个签号'),
    h('p', {}, `${weighted}在终端里运行下面一行，应当得到：`),
    h('p', {}, h('code', { class: 'mc-hash' }, ticket.ticket)),
    h('pre', { class: 'mc-pre mv-command' }, command),
    h('p', { class: 'mv-line' }, h('button', { type: 'button', class: 'mv-button mv-button--quiet', click: copy }, '复制这一行'), note),
  );
}

/** @param {Check} check @param {Context} context */
function item(check, { root, tickets, narrow }) {
  const ticket = check.name === 'draw.opening' ? tickets.get(check.subject) : undefined;
  const subject = subjectText(check);
  return h(
    'li',
    { class: 'mv-check', 'data-name': check.name, 'data-subject': check.subject, 'data-status': check.status },
    h(
      'p',
      { class: 'mv-check__top' },
      mark(shownStatus(check), true),
      h('span', {}, CHECKS[check.name] ?? check.name, subject ? `：${subject}` : '', ...(ticket ? ['，', enterprise(ticket, root)] : [])),
      h('code', { class: 'mv-name' }, check.name),
    ),
    h('p', { class: 'mv-evidence' }, check.evidence),
    ticket ? byHand(ticket, narrow) : null,
  );
}

/** Checks as a list, a page at a time. @param {Check[]} checks @param {Context} context */
function list(checks, context) {
  const items = h('ul', { class: 'mv-checks' });
  const box = h('div', {}, items);
  const more = h('button', { type: 'button', class: 'mv-button mv-button--quiet' });
  const grow = () => {
    const from = items.children.length;
    items.append(...checks.slice(from, from + PAGE).map((check) => item(check, context)));
    const left = checks.length - items.children.length;
    more.textContent = `再列 ${count(Math.min(PAGE, left))} 项（还有 ${count(left)} 项）`;
    more.hidden = left === 0;
    if (from > 0) items.children[from].querySelector('a, summary, button')?.focus();
  };
  more.addEventListener('click', grow);
  grow();
  if (!more.hidden) box.append(more);
  return box;
}

/** What is wrong, and what only the reader can compare, stands open; the rest is made when it is asked for. @param {import('./steps.js').Filled} filled @param {Context} context */
export function stepView({ step, checks, status, why }, context) {
  const wrong = checks.filter((check) => check.status === 'fail' || check.status === 'late');
  const evidence = h('details', { class: 'mv-more' }, h('summary', {}, `看依据（${count(checks.length)} 项）`));
  const fill = () => {
    if (evidence.open && evidence.children.length === 1) evidence.append(list(checks, context));
  };
  evidence.addEventListener('toggle', fill);
  if (step.id === 'policy' || (context.narrow && step.id === 'openings')) {
    evidence.open = true;
    fill();
  }
  return h(
    'li',
    { class: 'mv-step', 'data-step': step.id, 'data-status': status },
    h('p', { class: 'mv-step__top' }, mark(status), h('strong', {}, step.title), counts(checks)),
    h('p', { class: 'mv-why' }, why),
    wrong.length > 0 ? list(wrong.slice(0, 20), context) : null,
    wrong.length > 20 ? h('p', { class: 'mc-small' }, `还有 ${count(wrong.length - 20)} 项，见依据。`) : null,
    evidence,
  );
}

/** @param {{draw: string | null, steps: import('./steps.js').Filled[]}} group @param {Context} context */
export function groupView({ draw, steps }, context) {
  const title = draw === null ? '台账' : h('span', { class: 'mc-id' }, draw);
  // Not in the heading: that is a button, and a link in a button is neither.
  const page = draw === null ? null : h('p', { class: 'mv-page' }, h('a', { href: new URL(`d/${draw}/`, context.root).href }, '看这一批的网页'));
  const all = steps.flatMap((filled) => filled.checks);
  const status = worst(all);
  const open = draw === null || !context.many || status === 'fail' || status === 'late';
  return h(
    'details',
    { class: 'mv-group', 'data-draw': draw ?? '', 'data-status': status, open },
    h('summary', {}, h('h2', {}, draw === null ? '' : '批次 ', title), counts(all)),
    page,
    h('ol', { class: 'mv-steps' }, ...steps.map((filled) => stepView(filled, context))),
  );
}
