/** Everything that the page verifies, from published files to named checks (protocol, "Verifying"). */
import { PUBLIC_CHAINS } from './beacon.js';
import { DrawFacts, drawChecks } from './checks/draw.js';
import { chainLinks, chainSignatures, chainTimes, checkpointChecks, documentChecks, parseIndex, parseLines, policyChecks } from './checks/ledger.js';
import { rankChecks } from './checks/rank.js';
import { attempt, check, LEDGER } from './checks/report.js';
import { Documents } from './documents.js';
import { FormError, Unreachable } from './errors.js';
import * as layout from './layout.js';
import { fold } from './life.js';
import { calendars } from './published.js';
import { EVERYTHING, selectedDocuments, selectedDraws, selectedRanks } from './selection.js';
import { Shelf } from './shelf.js';
import { documentPaths, entangled, openingPaths, poolPaths, resultPaths } from './wanted.js';

/**
 * @typedef {import('./checks/report.js').Check} Check
 * @typedef {object} Options
 * @property {import('./shelf.js').FetchFile} fetchFile a published path to its bytes
 * @property {string} asOf the day; no record can set it
 * @property {import('./selection.js').Selection} [selection]
 * @property {(stage: string, done: number, total: number) => void} [progress]
 * @property {(checks: Check[]) => void} [report] told of the checks as they are made
 * @typedef {{checks: Check[], view: import('./life.js').Life | null, facts: DrawFacts[]}} Outcome
 */

/** Verify a published ledger. Rejects with `Unreachable` when there is none to be read. @param {Options} options @returns {Promise<Outcome>} */
export async function verify({ fetchFile, asOf, selection = EVERYTHING, progress = () => {}, report = () => {} }) {
  const shelf = new Shelf(fetchFile);
  const documents = new Documents((path) => shelf.read(path));
  /** @type {Check[]} */
  const checks = [];
  const tell = (found) => {
    const batch = [...found];
    checks.push(...batch);
    report(batch);
  };
  const fetching = (done, total) => progress('fetch', done, total);

  await shelf.fetch([layout.LEDGER, layout.CHECKPOINT, layout.CHECKPOINT_INDEX], fetching);
  const data = documents.bytesOrNull(layout.LEDGER);
  if (data === null) throw new Unreachable(layout.LEDGER, '这里没有台账');
  let entries = [];
  const form = attempt('chain.form', LEDGER, () => {
    entries = parseLines(data, (done, total) => progress('form', done, total));
    return ['pass', `${entries.length} 行写法规范`];
  });
  if (form.status === 'fail') {
    tell([form]);
    return { checks, view: null, facts: [] };
  }
  tell([...policyChecks(entries), form, attempt('chain.links', LEDGER, () => chainLinks(entries))]);
  tell([attempt('chain.signatures', LEDGER, () => chainSignatures(entries, (done, total) => progress('signatures', done, total)))]);

  await shelf.fetch(poolPaths(entries), fetching);
  await shelf.fetch(openingPaths(entries, entangled(entries, documents)), fetching);
  const { life: view, problems } = fold(entries, documents);
  tell([attempt('chain.times', LEDGER, () => chainTimes(entries)), orderCheck(entries, problems)]);
  await shelf.fetch(keptSizes(documents).map(layout.keptCheckpoint), fetching);
  tell(checkpointChecks(documents, entries));

  const chosen = await choose(shelf, view, selection, fetching);
  const lives = chosen.map(({ life }) => life);
  const { published, snapshots } = selectedDocuments(view, selection, lives);
  await shelf.fetch(documentPaths(published, snapshots, lives), fetching);
  tell(documentChecks(documents, published, snapshots));
  const facts = checkDraws(view, chosen, asOf, tell, (done, total) => progress('draws', done, total));
  return { checks, view, facts };
}

function orderCheck(entries, problems) {
  if (problems.length === 0) return check('chain.order', LEDGER, 'pass', `${entries.length} 条都合乎抽取的先后次序`);
  const more = problems.length > 1 ? `；另有 ${problems.length - 1} 处` : '';
  return check('chain.order', LEDGER, 'fail', `${problems[0].message}${more}`);
}

/** The sizes of the kept checkpoints; none where the index cannot be read (check `checkpoint.signature` says why). */
function keptSizes(documents) {
  try {
    return parseIndex(documents.bytesOrNull(layout.CHECKPOINT_INDEX));
  } catch (error) {
    if (error instanceof FormError) return [];
    throw error;
  }
}

/** The draws and ranks to look at, with their openings and results fetched. */
async function choose(shelf, view, selection, progress) {
  const lives = selectedDraws(view, selection);
  await shelf.fetch(openingPaths(view.entries, new Set(lives.map((life) => life.id))), progress);
  const chosen = lives
    .map((life) => ({ life, ranks: selectedRanks(view, life, selection) }))
    .filter(({ ranks }) => selection.entity === null || ranks.length > 0);
  const looked = new Set(chosen.flatMap(({ life, ranks }) => ranks.map(({ rank }) => `${life.id}/${rank}`)));
  await shelf.fetch(resultPaths(view.entries, (draw, rank) => looked.has(`${draw}/${rank}`)), progress);
  return chosen;
}

/** The published calendars; none where one cannot be read (check `publish.file` says why). */
function calendarsOrNone(view) {
  try {
    return calendars(view);
  } catch (error) {
    if (error instanceof FormError) return new Map();
    throw error;
  }
}

function checkDraws(view, chosen, asOf, tell, progress) {
  const accepted = new Set(PUBLIC_CHAINS.map((chain) => chain.hash));
  const days = calendarsOrNone(view);
  const total = chosen.reduce((sum, { ranks }) => sum + 1 + ranks.length, 0);
  const rested = new Map();
  let done = 0;
  return chosen.map(({ life, ranks }) => {
    const facts = new DrawFacts(view, life, asOf, accepted, rested);
    tell(drawChecks(facts));
    progress((done += 1), total);
    for (const rank of ranks) {
      tell(rankChecks(facts, rank, days));
      progress((done += 1), total);
    }
    return facts;
  });
}
