/**
 * Runs the verification away from the page: one run a worker, ended by the page with `terminate`.
 *
 * In: {ledger, asOf, selection}. Out: {type: 'progress', stage, done, total}, {type: 'checks', checks},
 * {type: 'done', …facts for people}, or {type: 'failed', reason: 'unreachable' | 'fault', message}.
 */
import { Unreachable } from './errors.js';
import { openedTickets } from './tickets.js';
import { verify } from './verify.js';

/** Milliseconds to wait before each further attempt. */
const WAITS = [500, 2000];

/** @param {string} ledger address of the published folder, with a slash at its end */
const fromNetwork = (ledger) => async (/** @type {string} */ path) => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const response = await fetch(new URL(path, ledger), { cache: 'no-cache', credentials: 'omit' });
      if (response.status === 404) return null;
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      if (attempt === WAITS.length) throw new Unreachable(path, `没有取到（${error.message}）`);
      await new Promise((resolve) => setTimeout(resolve, WAITS[attempt]));
    }
  }
};

/** Milliseconds between two messages to the page of one kind: it has better things to do than to read thousands. */
const PAUSE = 80;

/** Says how far it is, now and then. */
function throttledProgress() {
  let [last, at] = ['', 0];
  return (/** @type {string} */ stage, /** @type {number} */ done, /** @type {number} */ total) => {
    if (stage === last && performance.now() - at < PAUSE) return;
    [last, at] = [stage, performance.now()];
    self.postMessage({ type: 'progress', stage, done, total });
  };
}

/** Passes checks on, a few times a second. */
function batchedChecks() {
  let [waiting, at] = [[], performance.now()];
  const flush = () => {
    if (waiting.length > 0) self.postMessage({ type: 'checks', checks: waiting });
    [waiting, at] = [[], performance.now()];
  };
  const report = (/** @type {import('./checks/report.js').Check[]} */ checks) => {
    waiting.push(...checks);
    if (performance.now() - at >= PAUSE) flush();
  };
  return { report, flush };
}

self.addEventListener('message', async ({ data: { ledger, asOf, selection } }) => {
  const { report, flush } = batchedChecks();
  try {
    const { checks, view, facts } = await verify({
      fetchFile: fromNetwork(ledger),
      asOf,
      selection,
      progress: throttledProgress(),
      report,
    });
    flush();
    self.postMessage({
      type: 'done',
      entries: view === null ? 0 : view.entries.length,
      draws: view === null ? [] : [...view.draws.keys()],
      tickets: openedTickets(facts, checks),
    });
  } catch (error) {
    flush();
    const reason = error instanceof Unreachable ? 'unreachable' : 'fault';
    self.postMessage({ type: 'failed', reason, message: String(error?.message ?? error) });
  }
});
