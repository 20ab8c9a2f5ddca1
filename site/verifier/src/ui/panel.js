/** The head of the page: what is being verified, as of which day, how far it is, how it came out. */
import { h } from './dom.js';
import { mark } from './view.js';
import { dayText } from './words.js';

/** Stages of a run: their words, and which part of the bar each fills. */
const STAGES = {
  fetch: { text: '下载公布的文件', from: 0, to: 0 },
  form: { text: '逐行读台账', from: 0, to: 0.15 },
  signatures: { text: '验证签名', from: 0.15, to: 0.7 },
  draws: { text: '重算各批抽取', from: 0.7, to: 1 },
};

/**
 * @param {{asOf: string, today: string, selection: import('../selection.js').Selection, start: (asOf: string) => void, cancel: () => void}} options
 */
export function makePanel({ asOf, today, selection, start, cancel }) {
  const verdict = h('p', { class: 'mv-verdict', role: 'status', 'aria-live': 'polite' });
  const bar = h('progress', { max: '1', value: '0', 'aria-label': '核验进度' });
  const stage = h('span', {});
  const progress = h('div', { class: 'mc-progress mv-progress' }, bar, stage);
  const tallies = h('p', { class: 'mv-tallies' });
  const detail = h('p', { class: 'mc-small' });
  const chosen = () => form.querySelector('input:checked').value;
  const again = h('button', { type: 'button', class: 'mv-button', click: () => start(chosen()) }, '重新核验');
  const stop = h('button', { type: 'button', class: 'mv-button mv-button--quiet', click: cancel }, '取消');
  const day = (value, label, checked) =>
    h('label', {}, h('input', { type: 'radio', name: 'mv-day', value, checked, change: () => start(chosen()) }), ` ${label}（${dayText(value)}）`);
  const form = h(
    'fieldset',
    { class: 'mv-days' },
    h('legend', {}, '按哪一天算逾期'),
    day(asOf, '本站生成的那天', true),
    asOf === today ? null : day(today, '今天', false),
  );
  const element = h(
    'div',
    { class: 'mv-panel' },
    h('p', { class: 'mv-scope' }, ...scope(selection)),
    verdict,
    tallies,
    progress,
    h('p', { class: 'mv-line' }, again, stop, detail),
    form,
  );
  let reached = 0;
  /** One button gives way to the other; whoever is at it by keyboard stays there. */
  const offer = (/** @type {HTMLElement} */ shown, /** @type {HTMLElement} */ gone) => {
    const here = document.activeElement === gone;
    [shown.hidden, gone.hidden] = [false, true];
    if (here) shown.focus();
  };

  return {
    element,
    running() {
      reached = 0;
      element.dataset.state = 'running';
      delete element.dataset.status;
      verdict.textContent = '正在你的浏览器里核验……';
      tallies.replaceChildren();
      detail.textContent = '';
      progress.hidden = false;
      offer(stop, again);
      bar.value = 0;
      stage.textContent = '';
    },
    /** @param {string} name @param {number} done @param {number} total */
    progress(name, done, total) {
      const { text, from, to } = STAGES[name];
      reached = Math.max(reached, from + (to - from) * (total > 0 ? done / total : 1));
      bar.value = reached;
      stage.textContent = `${text} ${done} / ${total}`;
    },
    /** @param {'done' | 'failed' | 'cancelled'} state @param {string} text @param {Node[]} marks @param {string} note */
    ended(state, text, marks, note, status = '') {
      element.dataset.state = state;
      element.dataset.status = status;
      verdict.replaceChildren(...(status ? [mark(status), ' '] : []), text);
      tallies.replaceChildren(...marks);
      detail.textContent = note;
      progress.hidden = true;
      offer(again, stop);
      again.textContent = state === 'failed' ? '再试一次' : '重新核验';
    },
  };
}

/** What is looked at, with the way to everything. @param {import('../selection.js').Selection} selection */
function scope({ draw, rank, entity }) {
  if (draw === null && entity === null) return ['范围：整个台账'];
  const all = h('a', { href: '?' }, '核验整个台账');
  if (entity !== null) return ['范围：企业 ', h('span', { class: 'mc-id' }, entity), ' 已公开的名次。', all];
  const batch = h('span', { class: 'mc-id' }, draw);
  if (rank === null) return ['范围：批次 ', batch, '。', all];
  return ['范围：批次 ', batch, ` 的第 ${rank} 号名次。`, h('a', { href: `?${new URLSearchParams({ draw })}` }, '核验整批'), '，', all];
}
