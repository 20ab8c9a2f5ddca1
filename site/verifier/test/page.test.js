/** What the page says, apart from its elements. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { EVERYTHING, parseSelection } from '../src/selection.js';
import { openedTickets } from '../src/tickets.js';
import { ticketCommand } from '../src/ui/recompute.js';
import { group, LEDGER_STEPS, DRAW_STEPS } from '../src/ui/steps.js';
import { sentence, tally } from '../src/ui/summary.js';
import { CHECKS, count, dayText } from '../src/ui/words.js';
import { verify } from '../src/verify.js';
import { fromMap } from './bureau.mjs';
import { exampleBureau } from './example.mjs';

const { checks, facts } = await verify({ fetchFile: fromMap(exampleBureau().published()), asOf: '2024-06-15' });
const one = (status, name = 'draw.record', subject = 'd/0') => ({ name, subject, status, evidence: '' });

test('the query narrows what is verified, and nothing else does', () => {
  const parse = (query) => parseSelection(new URLSearchParams(query));
  assert.deepEqual(parse(''), EVERYTHING);
  assert.deepEqual(parse('draw=2023Q3&rank=4'), { draw: '2023Q3', rank: 4, entity: null });
  assert.deepEqual(parse('draw=2023Q3&rank=-1'), { draw: '2023Q3', rank: null, entity: null });
  assert.deepEqual(parse('rank=4'), EVERYTHING);
  assert.deepEqual(parse('entity=91430900&draw=x'), { draw: null, rank: null, entity: '91430900' });
});

test('every check stands in exactly one step, under the ledger or its draw', () => {
  const groups = group(checks);
  assert.deepEqual(groups.map(({ draw }) => draw), [null, 'first', 'second', 'third', 'fourth', 'fifth', 'sixth']);
  const shown = groups.flatMap(({ steps }) => steps.flatMap((filled) => filled.checks));
  assert.equal(shown.length, checks.length);
  assert.equal(new Set(shown).size, checks.length);
  assert.ok(!groups.some(({ steps }) => steps.some(({ step }) => step.id === 'other')));
  assert.equal(group([one('pass', 'draw.new')])[0].steps[0].step.id, 'other');
});

test('every step says why it matters, and its checks have a name in words', () => {
  for (const { why, names } of [...LEDGER_STEPS, ...DRAW_STEPS]) {
    assert.match(why, /。$/);
    for (const name of names) if (name !== 'checkpoint.witnesses') assert.ok(CHECKS[name], name);
  }
});

test('one sentence says how it came out', () => {
  assert.equal(sentence([one('pass'), one('pass')], EVERYTHING), '核验没有一项不符，2 项由你的浏览器重算通过。');
  assert.match(sentence([one('fail'), one('late')], EVERYTHING), /^核验有 1 项不符/);
  assert.match(sentence([one('pass'), one('late'), one('pending')], { draw: 'd', rank: 3, entity: null }), /^第 3 号名次（d）的核验没有一项不符.*1 项逾期.*1 项现在还下不了结论。$/);
  assert.deepEqual(tally(checks), { pass: 83, fail: 0, pending: 24, unproven: 14, late: 2 });
});

test('numbers and days as people write them', () => {
  assert.deepEqual([0, 999, 1000, 1234567].map(count), ['0', '999', '1,000', '1,234,567']);
  assert.equal(dayText('2024-06-05'), '2024年6月5日');
});

test('the line for the shell gives the ticket, whatever the weight', () => {
  const tickets = openedTickets(facts, checks);
  for (const weight of [1, 3]) {
    const ticket = tickets.find((each) => each.weight === weight);
    const printed = execFileSync('sh', ['-c', ticketCommand(ticket)], { encoding: 'utf8' });
    assert.match(printed.trim(), new RegExp(`(^|= )${ticket.ticket}$`));
  }
});
