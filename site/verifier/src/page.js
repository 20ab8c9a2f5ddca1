/** The verify page: starts the worker, shows its checks step by step, leaves them as JSON for other programs. */
import { isWhole, parseSelection } from './selection.js';
import { dayOf, parseDay } from './times.js';
import { h } from './ui/dom.js';
import { makePanel } from './ui/panel.js';
import { group, ownChecks } from './ui/steps.js';
import { sentence, verdict } from './ui/summary.js';
import { counts, groupView } from './ui/view.js';
import { count, dayText } from './ui/words.js';

/** Up to so many groups stand open. */
const FEW = 5;

/** @param {string | undefined} text @param {string} today */
function dayOr(text, today) {
  try {
    return parseDay(text ?? '');
  } catch {
    return today;
  }
}

/** @param {HTMLElement} host */
function begin(host) {
  const ledger = new URL(host.dataset.ledger, document.baseURI);
  const root = new URL('..', ledger);
  const selection = parseSelection(new URLSearchParams(location.search));
  const today = dayOf(Math.floor(Date.now() / 1000));
  const asOf = dayOr(host.dataset.asOf, today);
  const json = h('script', { type: 'application/json', id: 'mingchou-checks' });
  const steps = h('div', { class: 'mv-groups' });
  const keepingFolds = keepFolds(steps);
  /** @type {Worker | null} */
  let worker = null;
  /** @type {import('./checks/report.js').Check[]} */
  let checks = [];

  const stop = () => {
    worker?.terminate();
    worker = null;
  };
  const show = (tickets = new Map()) => {
    const groups = group(checks);
    if (!isWhole(selection)) groups.push(...groups.splice(0, 1)); // What was asked for comes first, the whole ledger after it.
    const narrow = selection.rank !== null || selection.entity !== null;
    const context = { root, tickets, narrow, many: isWhole(selection) && groups.length > FEW };
    keepingFolds(() => steps.replaceChildren(...groups.map((one) => groupView(one, context))));
  };
  const finish = (/** @type {'done' | 'failed' | 'cancelled'} */ state) => {
    stop();
    host.dataset.state = state;
    json.textContent = state === 'done' ? JSON.stringify({ checks }).replaceAll('<', '\\u003c') : '';
    host.dispatchEvent(new CustomEvent('mingchou-verified', { bubbles: true, detail: { state } }));
  };

  const cancel = () => {
    show();
    panel.ended('cancelled', `已取消。取消之前做完 ${count(checks.length)} 项。`, [counts(checks)], '');
    finish('cancelled');
  };
  const done = ({ entries, draws, tickets }, day) => {
    show(new Map(tickets.map((ticket) => [ticket.subject, ticket])));
    const missing = whatIsMissing(selection, draws, checks);
    const [text, status] = missing === null ? [sentence(checks, selection), verdict(checks, selection)] : [missing, 'pending'];
    panel.ended('done', text, [counts(checks, true)], `${count(entries)} 条台账条目，按${dayText(day)}计`, status);
    finish('done');
  };
  const failed = ({ reason, message }) => {
    show();
    const text =
      reason === 'unreachable'
        ? `没有取全公布的文件，核验不下去：${message}。请检查网络后再试。`
        : `核验程序自己出了错：${message}。请告诉本单位。`;
    panel.ended('failed', text, checks.length > 0 ? [counts(checks)] : [], '');
    finish('failed');
  };

  const start = (/** @type {string} */ day) => {
    stop();
    checks = [];
    host.dataset.state = 'running';
    json.textContent = '';
    steps.replaceChildren();
    panel.running();
    let waiting = false;
    const soon = () => {
      if (waiting) return;
      waiting = true;
      setTimeout(() => {
        waiting = false;
        if (host.dataset.state === 'running') show();
      }, 500);
    };
    worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }) => {
      if (data.type === 'progress') panel.progress(data.stage, data.done, data.total);
      else if (data.type === 'checks') checks.push(...data.checks), soon();
      else if (data.type === 'done') done(data, day);
      else failed(data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      failed({ reason: 'unreachable', message: '核验程序没有下载完整' });
    });
    worker.postMessage({ ledger: ledger.href, asOf: day, selection });
  };

  const panel = makePanel({ asOf, today, selection, start, cancel });
  host.replaceChildren(panel.element, steps, json);
  start(asOf);
}

/** What opens and closes, named by what it holds: a draw's group, or the evidence of one of its steps. @param {Element} fold */
const nameOf = (fold) => `${fold.closest('.mv-group').dataset.draw} ${fold.closest('.mv-step')?.dataset.step ?? ''}`;

/** What a reader opened or closed stays so while the list is made anew, and the keyboard stays where it is. @param {HTMLElement} steps */
function keepFolds(steps) {
  /** @type {Map<string, boolean>} */
  const chosen = new Map();
  const folds = () => /** @type {NodeListOf<HTMLDetailsElement>} */ (steps.querySelectorAll('.mv-group, .mv-more'));
  steps.addEventListener('click', ({ target }) => {
    const fold = /** @type {Element} */ (target).closest('summary')?.parentElement;
    if (fold?.matches('.mv-group, .mv-more')) chosen.set(nameOf(fold), !(/** @type {HTMLDetailsElement} */ (fold).open));
  });
  return (/** @type {() => void} */ change) => {
    const here = document.activeElement?.closest('.mv-group summary')?.parentElement;
    const focused = here ? nameOf(here) : null;
    change();
    for (const fold of folds()) {
      const name = nameOf(fold);
      fold.open = chosen.get(name) ?? fold.open;
      if (name === focused) fold.querySelector('summary').focus({ preventScroll: true });
    }
  };
}

/** Why nothing was found that was asked for, or null. */
function whatIsMissing(selection, draws, checks) {
  const { draw, rank, entity } = selection;
  if (checks.some((check) => check.status === 'fail')) return null;
  if (draw !== null && !draws.includes(draw)) return `台账里没有批次 ${draw}。`;
  if (isWhole(selection) || ownChecks(checks, selection).length > 0) return null;
  if (entity !== null) return `没有已公开的名次属于 ${entity}：没有抽中过，或者还没有公开。`;
  return `批次 ${draw} 还没有第 ${rank} 号名次。`;
}

const host = document.getElementById('mingchou-verify');
if (host !== null) begin(host);
