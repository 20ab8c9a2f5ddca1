import assert from 'node:assert/strict';
import test from 'node:test';
import { PUBLIC_CHAINS, roundTime, verifyRound } from '../src/beacon.js';
import { commitment, cut, hold, nonceOf, parseTickets, seedOf } from '../src/draw.js';
import { jcs, sha256 } from '../src/encoding.js';
import { FormError } from '../src/errors.js';
import { infeasible, parsePool, poolFrom } from '../src/pool.js';
import { formatTime } from '../src/times.js';
import { appointmentHash, Rows } from '../src/team.js';
import { plainRow, poolValue, vectors } from './vectors.mjs';

const { master, seed } = vectors;
const pool = parsePool(jcs(vectors.pool));
const drawn = JSON.parse(vectors.entries[4]).body.sources[0];
const announced = JSON.parse(vectors.entries[3]).body.sources[0];

test('the pool file has the digest of the vectors', () => {
  assert.equal(sha256(jcs(vectors.pool)), vectors.pool_sha256);
});

test('commitment, nonces and their root', () => {
  assert.equal(commitment(pool.draw, master), vectors.commitment);
  for (const [entity, nonce] of Object.entries(vectors.nonces)) assert.equal(nonceOf(master, entity), nonce);
  assert.equal(hold(pool, master, seed).tree.root, vectors.nonce_root);
});

test('a real round of quicknet verifies, and gives value and seed', () => {
  const [chain] = PUBLIC_CHAINS;
  assert.equal(announced.chain, chain.hash);
  assert.equal(verifyRound(chain, drawn.round, drawn.signature), vectors.source_value);
  assert.equal(seedOf(vectors.leaf_hashes[3], [vectors.source_value]), seed);
  assert.equal(seedOf(vectors.leaf_hashes[3], [vectors.numbers.value, vectors.source_value]), vectors.two_sources_seed);
  assert.equal(formatTime(roundTime(chain, 12040883)), '2024-10-15T01:13:33+08:00');
});

test('another round, a changed signature and points that are none are refused', () => {
  const [chain] = PUBLIC_CHAINS;
  const refuses = (round, signature, words) => assert.throws(() => verifyRound(chain, round, signature), words);
  refuses(drawn.round + 1, drawn.signature, /签名不成立/);
  refuses(drawn.round, `${drawn.signature.slice(0, -1)}5`, FormError);
  refuses(drawn.round, `c0${'00'.repeat(47)}`, /无穷远点/);
  refuses(drawn.round, 'ff'.repeat(48), FormError);
  refuses(drawn.round, drawn.signature.toUpperCase(), /小写十六进制/);
  // x = 4 lies on the curve, outside the subgroup of prime order.
  refuses(drawn.round, `80${'00'.repeat(46)}04`, /子群/);
});

test('the tickets file and who is drawn', () => {
  const held = hold(pool, master, seed);
  assert.deepEqual(held.tickets, vectors.tickets);
  assert.equal(sha256(jcs(held.tickets)), vectors.tickets_sha256);
  assert.deepEqual(new Rows(pool, held).all().map(plainRow), vectors.rows);
  const public_ = cut(pool, parseTickets(jcs(vectors.tickets)));
  assert.deepEqual(public_.map(({ ticket }) => ticket), vectors.rows.map(({ ticket }) => ticket));
});

for (const name of ['later', 'all_later']) {
  test(`entities in force in a draw of without come last: ${name}`, () => {
    const held = hold(pool, master, seed, new Set(vectors[name].entities));
    assert.deepEqual(held.tickets, vectors[name].tickets);
    assert.deepEqual(new Rows(pool, held).all().map(plainRow), vectors[name].rows);
  });
}

test('more to take than there is, and an empty stratum', () => {
  const small = poolFrom(vectors.small.pool);
  const held = hold(small, master, seed);
  assert.deepEqual(held.tickets, vectors.small.tickets);
  assert.deepEqual(new Rows(small, held).all().map(plainRow), vectors.small.rows);
});

test('the hash of an appointment', () => {
  const { hash, ...value } = vectors.appointment;
  assert.equal(appointmentHash(value), hash);
});

vectors.adjust.forEach(({ draw, adjustments, appointed = {}, rows: expected }, i) => {
  test(`adjustments, case ${i}`, () => {
    const mine = poolFrom(poolValue(draw));
    const found = new Rows(mine, hold(mine, master, seed, new Set(draw.later)));
    const apply = () =>
      adjustments.forEach((one, at) => {
        found.apply({ seat: null, ...one }, (row) => {
          assert.equal(row.rank, one.rank);
          return appointed[at];
        });
      });
    if (expected.refused) {
      assert.throws(apply, FormError);
    } else {
      apply();
      assert.deepEqual(found.all().map(plainRow), expected);
    }
  });
});

vectors.feasible.forEach(({ pool: value, feasible }, i) => {
  test(`feasibility, case ${i}: ${feasible}`, () => {
    assert.equal(infeasible(poolFrom(value)) === null, feasible);
  });
});
