/** Unlawful lives of draws: each entry is well signed and linked, and refused by check `chain.order`. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { verify } from '../src/verify.js';
import { fromMap } from './bureau.mjs';
import { exampleBureau } from './example.mjs';

const problem = async (bureau) => {
  const { checks } = await verify({ fetchFile: fromMap(bureau.published()), asOf: '2024-06-15' });
  return checks.find((check) => check.name === 'chain.order').evidence;
};
const salted = { record: '00'.repeat(32) };

const CASES = {
  'a draw announced twice': [(b) => b.append('announce', JSON.parse(b.lines[6]).body), /抽取 first 已经公告过/],
  'a draw held twice': [(b) => b.append('draw', JSON.parse(b.lines[7]).body), /first 已经取消或已经抽过/],
  'a draw never announced': [(b) => b.append('reveal', { draw: 'none', master: '00'.repeat(32) }), /没有公告过的抽取 none/],
  'a result before the draw': [(b) => b.append('disclose', { draw: 'sixth', rank: 0, ...salted }), /sixth 还没有抽/],
  'a second result': [(b) => b.append('disclose', { draw: 'fifth', rank: 1, ...salted }), /fifth\/1 已有结果/],
  'a rank that was not drawn': [(b) => b.append('disclose', { draw: 'fifth', rank: 4, ...salted }), /没有第 4 号名次（共 4 个）/],
  'a seat that is not there': [(b) => b.append('adjust', { draw: 'fifth', kind: 'recusal', rank: 0, reason: 'interest', seat: 2 }), /没有第 2 号席位/],
  'void while there are reserves': [(b) => b.append('adjust', { draw: 'fifth', kind: 'void', opening: '00'.repeat(32), rank: 0, reason: 'moved' }), /还有候补，应当 closed/],
  'an early reveal': [(b) => b.reveal('fifth'), /还有 3 个名次没有办结，且未到揭示期限 2024-07-26/],
  'a second reveal': [(b) => b.reveal('first'), /first 还没有抽，或已经揭示/],
  'cancelled after the draw': [(b) => b.cancel('fifth', true), /不能取消/],
  'cancelled before the round with its master': [(b) => b.cancel('sixth', true), /轮次之前取消不得公开主密钥/],
  'an amendment of nothing': [(b) => b.append('amend', { entry: 1, kind: 'expire', reason: '示例' }), /amend 指向的 1 号条目不是/],
  'an amendment after the term': [(b) => b.append('amend', { entry: 22, kind: 'expire', reason: '示例' }), /first\/6 的公示期已届满/],
};

for (const [name, [write, words]] of Object.entries(CASES)) {
  test(`${name} is refused`, async () => {
    const bureau = exampleBureau();
    write(bureau);
    assert.match(await problem(bureau), words);
  });
}

test('too short a notice, a past plan and a pool in two draws are refused', async () => {
  const bureau = exampleBureau();
  const again = { ...JSON.parse(bureau.lines.at(-1)).body, draw: 'seventh' };
  bureau.append('announce', again);
  assert.match(await problem(bureau), /也在尚未抽取的 sixth 的抽取池中/);
  bureau.at('2024-06-19T09:00:01+08:00').append('announce', { ...again, draw: 'eighth' });
  bureau.append('announce', { ...again, draw: 'ninth', plan: 1 });
  assert.match(await problem(bureau), /；另有 2 处$/);
});
