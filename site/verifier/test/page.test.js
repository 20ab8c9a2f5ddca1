/** What the page says, apart from its elements. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { EVERYTHING, parseSelection } from '../src/selection.js';
import { openedTickets } from '../src/tickets.js';
import { ticketCommand } from '../src/ui/recompute.js';
import { group, LEDGER_STEPS, DRAW_STEPS, ownChecks } from '../src/ui/steps.js';
import { sentence, tally, verdict } from '../src/ui/summary.js';
import { CHECKS, count, dayText, MARKS, STATUSES } from '../src/ui/words.js';
import { verify } from '../src/verify.js';
import { fromMap } from './bureau.mjs';
import { exampleBureau } from './example.mjs';

const fetchFile = fromMap(exampleBureau().published());
const { checks, facts } = await verify({ fetchFile, asOf: '2024-06-15' });
const one = (status, name = 'draw.record', subject = 'd/0') => ({ name, subject, status, evidence: '' });
const select = (query) => parseSelection(new URLSearchParams(query));
const LEDGER = [one('pass', 'chain.form', 'ledger'), one('unproven', 'policy.genesis', 'ledger')];
const SEALED = ['opening', 'record', 'disclosed'].map((name) => one('pending', `draw.${name}`, 'd/4'));
const around = (beacon) => [...LEDGER, one('pass', 'draw.pool', 'd'), one('pending', 'draw.plan', 'd'), one(beacon, 'draw.beacon', 'd')];
/** Mark and sentence. */
const said = (found, query) => [verdict(found, select(query)), sentence(found, select(query))];

test('the query narrows what is verified, and nothing else does', () => {
  assert.deepEqual(select(''), EVERYTHING);
  assert.deepEqual(select('draw=2023Q3&rank=4'), { draw: '2023Q3', rank: 4, entity: null });
  assert.deepEqual(select('draw=2023Q3&rank=-1'), { draw: '2023Q3', rank: null, entity: null });
  assert.deepEqual(select('rank=4'), EVERYTHING);
  assert.deepEqual(select('entity=91430900&draw=x'), { draw: null, rank: null, entity: '91430900' });
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
  for (const { why, whyIf = {}, names } of [...LEDGER_STEPS, ...DRAW_STEPS]) {
    for (const text of [why, ...Object.values(whyIf)]) assert.match(text, /。$/);
    for (const name of names) if (name !== 'checkpoint.witnesses') assert.ok(CHECKS[name], name);
  }
});

test('where the random number comes from is told by what the beacon was found to be', () => {
  const why = (status) => group([one(status, 'draw.beacon', 'd')])[0].steps[0].why;
  assert.match(why('pass'), /互不隶属的机构共同产生，本单位左右不了/);
  assert.match(why('unproven'), /不在公认之列的信标链，只有台账自己声明.*谁掌握这条链，本页说不了。$/);
  for (const status of ['pending', 'fail']) {
    assert.match(why(status), /公告时就定下的那一轮信标/);
    assert.doesNotMatch(why(status), /左右不了|公认/);
  }
});

test('what the page leaves to the command has words of its own, and is pending in the data alone', () => {
  const [{ steps, status }] = group([one('pass', 'draw.pool', 'd'), one('pending', 'draw.plan', 'd')]);
  assert.deepEqual(steps.map(({ step, status: shown }) => [step.id, shown]), [['pool', 'pass'], ['plan', 'command']]);
  assert.equal(status, 'pass');
  assert.match(steps[1].why, /本页不核验，请用命令 mingchou verify/);
  assert.deepEqual([MARKS.command, STATUSES.command], ['–', '本页不核验']);
  assert.equal(sentence([one('pass'), one('pending', 'draw.plan', 'd')], EVERYTHING), '核验没有一项不符，1 项由你的浏览器重算通过；另有 1 项本页不核验，请用命令 mingchou verify。');
  assert.deepEqual(new Set(checks.filter(({ name }) => name === 'draw.plan').map(({ status: found }) => found)), new Set(['pending']));
  assert.deepEqual(tally(checks), { pass: 83, fail: 0, pending: 18, unproven: 14, late: 2, command: 6 });
});

test('one sentence says how the whole ledger came out', () => {
  assert.deepEqual(said([one('pass'), one('pass')], ''), ['pass', '核验没有一项不符，2 项由你的浏览器重算通过。']);
  assert.deepEqual(said([one('pending'), one('unproven')], '')[0], 'pass');
  assert.match(sentence([one('fail'), one('late')], EVERYTHING), /^核验有 1 项不符：公布的内容/);
  const [mark, text] = said([one('pass'), one('late'), one('pending')], '');
  assert.equal(mark, 'late');
  assert.match(text, /^核验没有一项不符，1 项由你的浏览器重算通过；另有 1 项逾期.*，1 项现在还下不了结论。$/);
});

test('the own checks of what is asked for: of a rank every row that it had, of an enterprise its ranks, of a draw all', async () => {
  const own = async (query) => ownChecks((await verify({ fetchFile, asOf: '2024-06-15', selection: select(query) })).checks, select(query));
  const subjects = async (query) => [...new Set((await own(query)).map(({ subject }) => subject))];
  assert.deepEqual(await subjects('draw=first&rank=0'), ['first/0', 'first/0@18', 'first/0@30']);
  assert.deepEqual(await subjects('draw=first&rank=5'), ['first/5@13']);
  assert.deepEqual(await subjects('draw=sixth'), ['sixth']);
  assert.deepEqual(await own('draw=first'), checks.filter(({ name, subject }) => name.startsWith('draw.') && subject.split('/')[0] === 'first'));
  const entity = facts.find(({ id }) => id === 'second').view.documents.opening('second', 3, null).entity;
  const ranks = await subjects(`entity=${entity}`);
  assert.ok(ranks.includes('second/3') && ranks.every((subject) => subject.includes('/')));
  assert.deepEqual(ownChecks([...checks, one('pass', 'draw.record', 'd/1'), one('pass', 'draw.record', 'd/10')], select('draw=d&rank=1')), [one('pass', 'draw.record', 'd/1')]);
});

test('a sealed rank does not pass by what surrounds it', () => {
  const rest = '所在批次和整本台账的核验没有一项不符，3 项由你的浏览器重算通过。';
  const sealed = [...around('pass'), ...SEALED];
  assert.deepEqual(said(sealed, 'draw=d&rank=4'), ['pending', `第 4 号名次（d）还封存着：它自己的 3 项核验现在都下不了结论。${rest}`]);
  const late = [...sealed.slice(0, -1), one('late', 'draw.disclosed', 'd/4')];
  assert.deepEqual(said(late, 'draw=d&rank=4'), ['late', `第 4 号名次（d）还封存着：它自己的核验有 1 项逾期，是该做的事没有按时做，2 项现在还下不了结论。${rest}`]);
});

test('an opened rank, and the draws around it, are told apart', () => {
  const opened = [...around('pass'), one('pass', 'draw.opening', 'd/4'), one('unproven', 'draw.disclosed', 'd/4')];
  const own = '第 4 号名次（d）的核验没有一项不符，1 项由你的浏览器重算通过；另有 1 项只有本单位自己的说法。';
  const rest = '所在批次和整本台账的核验没有一项不符，3 项由你的浏览器重算通过';
  assert.deepEqual(said(opened, 'draw=d&rank=4'), ['pass', `${own}${rest}。`]);
  const unrevealed = [...opened, one('late', 'draw.reveal', 'd')];
  assert.deepEqual(said(unrevealed, 'draw=d&rank=4'), ['pass', `${own}${rest}；另有 1 项逾期，是该做的事没有按时做。`]);
  const [mark, text] = said(unrevealed, 'draw=d');
  assert.equal(mark, 'late');
  assert.match(text, /^批次 d 的核验没有一项不符，3 项.*1 项逾期.*1 项本页不核验，请用命令 mingchou verify。整本台账的核验没有一项不符，1 项由你的浏览器重算通过。$/);
});

test('chance on a chain that only the ledger declares is no pass', () => {
  const strange = '用了不在公认之列的信标链，抽取是不是随机，只有本单位自己的说法。';
  const found = [...around('unproven'), one('pass', 'draw.opening', 'd/4')];
  for (const [query, told] of [['draw=d&rank=4', `。所在批次${strange}所在批次和`], ['draw=d', `。这一批${strange}整本台账`], ['entity=E', `。所在批次${strange}所在批次和`]]) {
    const [mark, text] = said(found, query);
    assert.equal(mark, 'unproven', query);
    assert.ok(text.includes(told), text);
  }
  const two = [...found, one('pass', 'draw.beacon', 'e'), one('pass', 'draw.opening', 'e/0')];
  assert.ok(said(two, 'entity=E')[1].startsWith(`企业 E 已公开名次的核验没有一项不符，2 项由你的浏览器重算通过。所在批次有 1 个${strange}`));
  assert.equal(said([...around('pending'), one('pass', 'draw.lead', 'd')], 'draw=d')[0], 'pass');
  assert.equal(said(found, '')[0], 'pass');
});

test('a failure anywhere is a failure, and it is said where', () => {
  const mistrust = '：公布的内容与台账自己的承诺对不上，在查明之前不要采信。';
  const elsewhere = [...around('fail'), ...SEALED];
  assert.deepEqual(said(elsewhere, 'draw=d&rank=4'), ['fail', `所在批次和整本台账的核验有 1 项不符${mistrust}`]);
  const opened = [...around('fail'), one('pass', 'draw.opening', 'd/4')];
  assert.deepEqual(said(opened, 'draw=d&rank=4'), ['fail', `第 4 号名次（d）的核验没有一项不符，但所在批次和整本台账的核验有 1 项不符${mistrust}`]);
  const both = [...around('fail'), one('fail', 'draw.opening', 'd/4'), one('late', 'draw.disclosed', 'd/4')];
  assert.deepEqual(said(both, 'draw=d&rank=4'), ['fail', `第 4 号名次（d）的核验有 1 项不符，所在批次和整本台账另有 1 项${mistrust}`]);
  assert.deepEqual(said(both, 'draw=d'), ['fail', `批次 d 的核验有 2 项不符${mistrust}`]);
  assert.deepEqual(said([one('fail', 'chain.form', 'ledger')], 'draw=d'), ['fail', `整本台账的核验有 1 项不符${mistrust}`]);
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
