import assert from 'node:assert/strict';
import test from 'node:test';
import { hold, ticketOf } from '../src/draw.js';
import { jcs, utf8ToBytes } from '../src/encoding.js';
import { FormError } from '../src/errors.js';
import { openedTeam, parseOpening, proveNonce } from '../src/opening.js';
import { poolFrom } from '../src/pool.js';
import { formatResult, OUTCOMES, parseResult, recordDigest } from '../src/result.js';
import { vectors } from './vectors.mjs';

const pool = poolFrom(vectors.pool);
const root = vectors.nonce_root;

for (const value of vectors.openings) {
  test(`the opening of rank ${value.rank} proves ticket, rank and team`, () => {
    const opening = parseOpening(jcs(value));
    const row = vectors.rows[value.rank];
    proveNonce(opening, pool.entities.length, root);
    assert.equal(opening.entity, row.entity);
    assert.equal(ticketOf(vectors.seed, opening.entity, opening.nonce, pool.byId.get(opening.entity).weight), row.ticket);
    assert.deepEqual(openedTeam(pool, vectors.seed, opening, []), row.inspectors);
    const held = hold(pool, vectors.master, vectors.seed);
    assert.deepEqual(held.tree.opening(opening.entity), { index: value.nonce_index, proof: value.nonce_proof });
  });
}

test('an opening with another nonce, index or proof is refused', () => {
  const [value] = vectors.openings;
  const refuses = (change) => assert.throws(() => proveNonce(parseOpening(jcs({ ...value, ...change })), pool.entities.length, root), FormError);
  refuses({ nonce: '00'.repeat(32) });
  refuses({ entity: 'E001' });
  refuses({ nonce_index: value.nonce_index + 1 });
  refuses({ nonce_index: 40 });
  refuses({ nonce_proof: value.nonce_proof.slice(1) });
});

test('a name in an opening that no adjustment committed to is refused', () => {
  const opening = parseOpening(jcs({ ...vectors.openings[0], appointed: [{ inspector: 'I99', seat: 0 }] }));
  assert.throws(() => openedTeam(pool, vectors.seed, opening, []), /I99 在台账中没有对应的调整/);
});

test('the digest of a record', () => {
  const { record, salt, hash } = vectors.record;
  assert.equal(recordDigest(record, salt), hash);
  assert.equal(parseResult(utf8ToBytes(formatResult(record, salt))).digest, hash);
});

test('a result has one of the three phrases, and no field that is not known', () => {
  const { record, salt } = vectors.record;
  const read = (changed) => parseResult(utf8ToBytes(formatResult({ ...record, ...changed }, salt)));
  for (const outcome of OUTCOMES) assert.equal(read({ outcome }).outcome, outcome);
  assert.throws(() => read({ outcome: '基本合格' }), /须为 未发现问题/);
  assert.throws(() => read({ note: '' }), /不认识的字段 note/);
  assert.throws(() => read({ more: [] }), /须为对象/);
});
