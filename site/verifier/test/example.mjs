/** One small ledger in which nearly everything happens that can: the verifier's whole-ledger tests look at it. */
import { Bureau } from './bureau.mjs';

const number = (n) => String(n).padStart(2, '0');
const entity = (id, area, status = 'active') => ({ id, address: '示例路1号', area, class: 'key', industry: '示例业', name: `示例企业${id}有限公司`, permit: '', status, tags: [] });
const ENTITIES = (closed) => [
  ...Array.from({ length: 14 }, (_, n) => `A${number(n)}`).map((id) => entity(id, '430902', closed.includes(id) ? 'suspended' : 'active')),
  ...Array.from({ length: 8 }, (_, n) => entity(`B${number(n)}`, '430903', n === 7 ? 'suspended' : 'active')),
];
const INSPECTORS = Array.from({ length: 7 }, (_, n) => ({ id: `I${number(n)}`, area: '430902', name: `示例人员${n}`, post: '', recuse: n === 3 ? ['A03'] : [], status: 'active', tags: n < 2 ? ['专业:水', '执法'] : ['执法'], unit: '' }));

const inspectors = INSPECTORS.map(({ id, recuse, tags }) => ({ id, recuse, tags }));
const member = (id, stratum, weight = 1) => ({ id, stratum, weight });
const POOL_A = {
  entities: Array.from({ length: 14 }, (_, n) => member(`A${number(n)}`, n < 9 ? 'key' : 'general', n % 5 === 0 ? 3 : 1)),
  excluded: [],
  inspectors,
  seats: [{ tags: ['执法'] }, { tags: ['专业:水', '执法'] }],
  strata: [{ name: 'key', take: 4 }, { name: 'general', take: 5 }],
  without: [],
};
const POOL_B = {
  ...POOL_A,
  entities: Array.from({ length: 7 }, (_, n) => member(`B${number(n)}`, 'key')),
  excluded: [{ id: 'B07', reason: 'suspended' }],
  strata: [{ name: 'key', take: 4 }],
};

/** @returns {Bureau} */
export function exampleBureau() {
  const bureau = new Bureau();
  bureau.calendar(2024, ['2024-04-04', '2024-04-05', '2024-05-01', '2024-05-02', '2024-05-03'], ['2024-04-07', '2024-04-28', '2024-05-11']);
  bureau.publish('item-list', '2024', { id: '2024', items: [{ basis: '示例法第一条', content: '污染防治设施', id: '01', name: '设施' }], name: '示例清单' });
  const row = (area) => ({ area, class: 'key', items: ['01'], seats: [{ tags: ['执法'] }, { tags: ['执法'] }], take: 4 });
  const plan = bureau.publish('plan', '2024Q1', { end: '2024-06-30', id: '2024Q1', item_list: '2024', name: '示例计划', rows: [row('430902'), row('430903')], start: '2024-02-01' });
  bureau.publish('guide', 'notes', { text: '示例指引' });
  const snapshot = bureau.snapshot('2024Q1', ENTITIES([]), INSPECTORS);
  bureau.keep();

  bureau.at('2024-03-01T09:00:00+08:00').announce('first', { pool: POOL_A, plan, snapshot, round: '2024-03-03T09:00:00+08:00', revealBy: '2024-07-26' });
  bureau.keep();
  bureau.at('2024-03-03T10:00:00+08:00').draw('first');
  bureau.seat('first', 'recusal', 0, 0, 'interest');
  bureau.seat('first', 'unavailable', 1, 1, 'leave');
  bureau.appoint('first', 1, 1, 'I06');
  const closed = bureau.draws.get('first').rows.row(2).entity;
  bureau.giveUp('first', 'closed', 2);
  bureau.seat('first', 'recusal', 2, 0, 'kinship');
  const gone = bureau.draws.get('first').rows.row(5).entity;
  bureau.giveUp('first', 'void', 5, 'deregistered');

  bureau.at('2024-03-10T09:00:00+08:00').announce('second', {
    pool: { ...POOL_A, entities: POOL_A.entities.filter(({ stratum }) => stratum === 'key'), strata: [{ name: 'key', take: 6 }], without: ['first'] },
    plan, snapshot, round: '2024-03-12T09:00:00+08:00', revealBy: '2024-07-26',
  });
  bureau.at('2024-03-12T09:30:00+08:00').draw('second');
  for (const rank of [0, 1]) bureau.disclose('second', rank, '2024-03-12');
  const first = bureau.at('2024-03-20T09:00:00+08:00').disclose('first', 0, '2024-03-18');
  bureau.disclose('first', 1, '2024-03-19');
  bureau.at('2024-05-20T09:00:00+08:00').disclose('first', 3, '2024-03-20');
  bureau.withhold('first', 4);
  const sixth = bureau.disclose('first', 6, '2024-05-17');
  bureau.disclose('first', 7, '2024-05-17');
  bureau.withhold('first', 8, '国家安全');
  bureau.disclose('first', 2, '2024-05-18');
  for (const rank of [2, 3, 4, 5]) bureau.disclose('second', rank, '2024-05-20');
  const corrected = bureau.correct('first', 0, first, first, '2024-03-18', '发现问题已责令整改');
  bureau.correct('first', 0, first, corrected, '2024-03-18', '发现涉嫌违法行为已立案调查');
  bureau.expire('first', 6, sixth);
  bureau.snapshot('2024Q2', ENTITIES([closed, gone]), INSPECTORS);
  bureau.at('2024-06-01T09:00:00+08:00').reveal('first');
  bureau.reveal('second');
  bureau.keep();

  const third = { pool: POOL_B, plan, snapshot, round: '2024-06-05T09:00:00+08:00', revealBy: '2024-07-26' };
  bureau.at('2024-06-02T09:00:00+08:00').announce('third', third);
  bureau.cancel('third', false);
  bureau.announce('fourth', third);
  bureau.at('2024-06-09T09:00:00+08:00').cancel('fourth', true);
  bureau.announce('fifth', { ...third, round: '2024-06-12T09:00:00+08:00' });
  bureau.at('2024-06-12T10:00:00+08:00').draw('fifth');
  bureau.disclose('fifth', 1, '2024-06-12');
  bureau.announce('sixth', { ...third, pool: POOL_A, round: '2024-06-20T09:00:00+08:00' });
  return bureau;
}
