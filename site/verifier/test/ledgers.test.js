/** Whole small ledgers, from published files to checks. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { jcs, utf8ToBytes } from '../src/encoding.js';
import { Unreachable } from '../src/errors.js';
import * as layout from '../src/layout.js';
import { holdDraw } from '../src/recompute.js';
import { verify } from '../src/verify.js';
import { Bureau, fromMap } from './bureau.mjs';
import { exampleBureau } from './example.mjs';
import { openedTickets } from '../src/tickets.js';
import { vectors } from './vectors.mjs';

const DAY = '2024-06-15';
const number = (n) => String(n).padStart(2, '0');
const files = exampleBureau().published();
const run = async (published, selection, asOf = DAY) => (await verify({ fetchFile: fromMap(published), asOf, selection })).checks;
const whole = await run(files);
const find = (checks, name, subject) => checks.find((check) => check.name === name && check.subject === subject);
const failures = (checks) => checks.filter((check) => check.status === 'fail').map(({ name, subject }) => `${name} ${subject}`);

/** The files with one of them changed. @param {string} path @param {Uint8Array | null} data */
function changed(path, data) {
  assert.ok(files.has(path), path);
  const copy = new Map(files);
  if (data === null) copy.delete(path);
  else copy.set(path, data);
  return copy;
}

/** @param {string} path @param {(value: any) => void} change */
function rewritten(path, change) {
  const value = JSON.parse(new TextDecoder().decode(files.get(path)));
  change(value);
  return changed(path, jcs(value));
}

test('a ledger in which nearly everything happens has no failure', () => {
  assert.deepEqual(failures(whole), []);
  assert.equal(whole.length, 123);
});

test('what is late, pending and unproven is told as such', () => {
  const status = (name, subject) => find(whole, name, subject).status;
  assert.equal(status('policy.genesis', 'ledger'), 'unproven');
  assert.equal(status('draw.disclosed', 'first/3'), 'late');
  assert.equal(status('draw.held', 'fourth'), 'late');
  assert.equal(status('draw.record', 'first/4'), 'pending');
  assert.equal(status('draw.disclosed', 'first/4'), 'unproven');
  assert.equal(status('draw.record', 'first/6'), 'pending');
  assert.equal(status('draw.beacon', 'first'), 'unproven', 'a chain that only the ledger declares');
  assert.equal(status('draw.reveal', 'first'), 'pass');
  assert.equal(status('draw.reveal', 'fourth'), 'pass');
  assert.equal(status('draw.reveal', 'fifth'), 'pending');
  assert.equal(status('draw.held', 'sixth'), 'pending');
  assert.equal(find(whole, 'draw.opening', 'first/5'), undefined, 'a void rank has no row in force');
  assert.equal(status('draw.opening', 'first/5@13'), 'pass');
  for (const { evidence } of whole.filter((check) => check.name === 'draw.plan')) assert.match(evidence, /本页不核验/);
});

test('the day decides what is late', async () => {
  const later = await run(files, undefined, '2024-08-01');
  assert.equal(find(later, 'draw.reveal', 'fifth').status, 'late');
  assert.equal(find(later, 'draw.held', 'sixth').status, 'late');
  assert.equal(find(later, 'draw.disclosed', 'fifth/0').status, 'late');
});

for (const selection of [
  { draw: 'first', rank: null, entity: null },
  { draw: 'second', rank: 2, entity: null },
  { draw: null, rank: null, entity: 'A08' },
  { draw: 'none', rank: null, entity: null },
  { draw: null, rank: null, entity: 'A99' },
]) {
  test(`narrowed to ${JSON.stringify(selection)}, every check is the same as in the whole`, async () => {
    const narrow = await run(files, selection);
    assert.ok(narrow.length < whole.length);
    for (const check of narrow) assert.deepEqual(check, find(whole, check.name, check.subject));
    const draws = new Set(narrow.filter((check) => check.name.startsWith('draw.')).map((check) => check.subject.split('/')[0]));
    const expected = { A08: ['first', 'second'], A99: [], none: [] }[selection.entity ?? selection.draw] ?? [selection.draw];
    assert.deepEqual([...draws], expected);
  });
}

test('narrowed to one draw, the files of the others are not asked for', async () => {
  const asked = [];
  const fetchFile = async (path) => {
    asked.push(path);
    return files.get(path) ?? null;
  };
  await verify({ fetchFile, asOf: DAY, selection: { draw: 'fifth', rank: null, entity: null } });
  assert.ok(asked.includes(layout.result('fifth', 1)));
  assert.ok(!asked.some((path) => path.startsWith('results/first/')));
  assert.equal(asked.length, new Set(asked).size, 'nothing is fetched twice');
});

test('opened tickets carry what it takes to recompute them by hand', async () => {
  const { facts, checks } = await verify({ fetchFile: fromMap(files), asOf: DAY });
  const tickets = openedTickets(facts, checks);
  assert.equal(tickets.length, checks.filter((check) => check.name === 'draw.opening' && check.status === 'pass').length);
  const one = tickets.find(({ subject }) => subject === 'first/0');
  assert.equal(one.name, `示例企业${one.entity}有限公司`);
  assert.match(find(checks, 'draw.opening', 'first/0').evidence, new RegExp(one.ticket));
});

test('a file that an entry calls for and that is absent is a failure of its check', async () => {
  const entry = JSON.parse(new TextDecoder().decode(files.get(layout.LEDGER)).split('\n')[9 - 2]);
  assert.equal(entry.type, 'draw');
  const missing = async (path) => failures(await run(changed(path, null)));
  assert.deepEqual(await missing(layout.CHECKPOINT), ['checkpoint.signature checkpoint', 'checkpoint.root checkpoint']);
  assert.deepEqual(await missing(layout.result('first', 7)), ['draw.record first/7', 'draw.disclosed first/7']);
  assert.deepEqual(await missing(layout.opening('fifth', 1)), ['draw.opening fifth/1', 'draw.record fifth/1']);
  assert.ok((await missing(layout.file(entry.body.tickets))).includes('draw.cut first'));
});

test('a changed result, opening or ticket fails with the name of its check', async () => {
  const result = rewritten(layout.result('first', 7), (value) => (value.record.outcome = '发现问题已责令整改'));
  assert.deepEqual(failures(await run(result)), ['draw.record first/7']);
  const opening = rewritten(layout.opening('fifth', 1), (value) => (value.nonce_index += 1));
  assert.deepEqual(failures(await run(opening)), ['draw.opening fifth/1']);
  const other = rewritten(layout.opening('fifth', 1), (value) => (value.rank = 2));
  assert.deepEqual(failures(await run(other)), ['draw.opening fifth/1']);
});

test('every line of the ledger is looked at: one entry removed, two swapped, any byte of one changed', async () => {
  const lines = new TextDecoder().decode(files.get(layout.LEDGER)).split('\n').slice(0, -1);
  const failed = async (some) => failures(await run(changed(layout.LEDGER, utf8ToBytes(some.map((line) => `${line}\n`).join('')))));
  for (const at of [1, 20, lines.length - 1]) {
    assert.ok((await failed(lines.filter((_, i) => i !== at))).includes('checkpoint.root checkpoint'), `without ${at}`);
  }
  const swapped = [...lines];
  [swapped[18], swapped[19]] = [swapped[19], swapped[18]];
  assert.ok((await failed(swapped)).includes('chain.links ledger'));
  const data = files.get(layout.LEDGER);
  for (let at = 7; at < data.length; at += 1501) {
    const copy = Uint8Array.from(data);
    copy[at] ^= 1;
    assert.notDeepEqual(failures(await run(changed(layout.LEDGER, copy))), [], `byte ${at}`);
  }
});

test('a byte changed in any published file fails', async () => {
  for (const [path, data] of files) {
    if (path === layout.LEDGER) continue;
    const copy = Uint8Array.from(data);
    copy[Math.floor(data.length / 2)] ^= 1;
    assert.notDeepEqual(failures(await run(changed(path, copy))), [], path);
  }
});

test('the ledger of the vectors: chain, checkpoint and a real round of quicknet', async () => {
  const published = new Map([
    [layout.LEDGER, utf8ToBytes(vectors.entries.map((line) => `${line}\n`).join(''))],
    [layout.CHECKPOINT, utf8ToBytes(vectors.checkpoint)],
    [layout.file(vectors.pool_sha256), jcs(vectors.pool)],
    [layout.file(vectors.tickets_sha256), jcs(vectors.tickets)],
  ]);
  const checks = await run(published, undefined, '2024-12-10');
  // The plan, the draw order and the snapshot behind their digests are not given.
  assert.deepEqual(failures(checks), ['publish.file plan/2024Q4@1', 'snapshot.file 2024Q4@2', 'draw.pool 2024Q4-430902-key']);
  assert.equal(find(checks, 'policy.beacons', 'ledger').status, 'pass');
  assert.equal(find(checks, 'draw.beacon', '2024Q4-430902-key').status, 'pass');
  assert.match(find(checks, 'draw.beacon', '2024Q4-430902-key').evidence, new RegExp(vectors.seed));
  assert.match(find(checks, 'draw.cut', '2024Q4-430902-key').evidence, /签号 40 个、抽中 9 个/);
});

/** A bureau with three enterprises of an area, one inspector, and a pool of them. */
function smallBureau(area = '430902') {
  const [bureau, ids] = [new Bureau(), ['A1', 'A2', 'A3']];
  const plan = bureau.publish('plan', '2024Q1', { id: '2024Q1' });
  const record = () => bureau.snapshot('2024Q1', ids.map((id) => ({ id, area, status: 'active' })), [{ id: 'I1', area: '430902' }]);
  const pool = {
    entities: ids.map((id) => ({ id, stratum: 'key', weight: 1 })), excluded: [], inspectors: [{ id: 'I1', recuse: [], tags: [] }],
    seats: [{ tags: [] }], strata: [{ name: 'key', take: 1 }], without: [],
  };
  return { bureau, record, announced: { plan, snapshot: record(), pool, revealBy: '2024-05-01' } };
}

test('draws that all rest on one another are each recomputed once', async () => {
  const { bureau, announced } = smallBureau();
  const ids = Array.from({ length: 10 }, (_, n) => `N${n}`);
  ids.forEach((id, n) => {
    const pool = { ...announced.pool, without: ids.slice(0, n) };
    bureau.at(`2024-03-${number(2 * n + 1)}T08:00:00+08:00`).announce(id, { ...announced, pool, round: `2024-03-${number(2 * n + 3)}T08:00:00+08:00` });
    bureau.at(`2024-03-${number(2 * n + 3)}T09:00:00+08:00`).draw(id);
  });
  bureau.at('2024-05-01T09:00:00+08:00');
  ids.forEach((id) => bureau.reveal(id));
  const { checks, view } = await verify({ fetchFile: fromMap(bureau.published()), asOf: '2024-05-01' });
  for (const id of ids) assert.equal(find(checks, 'draw.reveal', id).status, 'pass');
  const asked = [];
  holdDraw(view, view.draws.get(ids.at(-1)), (id) => asked.push(id) && bureau.draws.get(id).master, new Map());
  assert.deepEqual(asked.sort(), ids, 'once each, not once for every way that leads to it');
});

test('a rank with an appointed inspector that was never opened is revealed like any other', async () => {
  const { bureau, announced } = smallBureau();
  bureau.at('2024-03-01T09:00:00+08:00').announce('N', { ...announced, round: '2024-03-03T09:00:00+08:00' });
  bureau.at('2024-03-03T10:00:00+08:00').draw('N');
  bureau.appoint('N', 0, 0, 'I9');
  bureau.at('2024-05-01T09:00:00+08:00').reveal('N');
  const { status, evidence } = find(await run(bureau.published()), 'draw.reveal', 'N');
  assert.equal(status, 'pass');
  assert.match(evidence, /1 次调整重算相同，其中开封 0 个/);
});

test('an enterprise given up as closed has not moved when its area is no text, twice the same', async () => {
  const { bureau, record, announced } = smallBureau(['430902']);
  bureau.at('2024-03-01T09:00:00+08:00').announce('N', { ...announced, round: '2024-03-03T09:00:00+08:00' });
  bureau.at('2024-03-03T10:00:00+08:00').draw('N');
  bureau.giveUp('N', 'closed', 0, 'moved');
  record();
  bureau.at('2024-05-01T09:00:00+08:00').reveal('N');
  const { status, evidence } = find(await run(bureau.published()), 'draw.reveal', 'N');
  assert.equal(status, 'fail');
  assert.match(evidence, /名录快照在揭示之前却没有反映/);
});

test('no ledger is no verdict', async () => {
  await assert.rejects(run(new Map()), Unreachable);
  await assert.rejects(
    verify({ fetchFile: async () => Promise.reject(new Unreachable('ledger.jsonl', '没有取到')), asOf: DAY }),
    /没有取到/,
  );
});
