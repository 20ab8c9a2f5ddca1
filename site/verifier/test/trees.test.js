import assert from 'node:assert/strict';
import test from 'node:test';
import { bytesToHex, hexToBytes } from '../src/encoding.js';
import { inclusionProof, leafHash, proofRoot, root } from '../src/tree.js';
import { vectors } from './vectors.mjs';

const leaves = (size) => Array.from({ length: size }, (_, i) => leafHash(Uint8Array.of(i)));

for (const { size, root: expected, proofs } of vectors.trees) {
  test(`a tree of ${size} leaves: root and every proof`, () => {
    assert.equal(bytesToHex(root(leaves(size))), expected);
    assert.equal(proofs.length, size);
    proofs.forEach((proof, index) => {
      assert.deepEqual(inclusionProof(leaves(size), index).map(bytesToHex), proof);
      const siblings = proof.map((sibling) => hexToBytes(sibling));
      assert.equal(bytesToHex(proofRoot(leaves(size)[index], index, size, siblings)), expected);
    });
  });
}

test('a proof is refused for an index outside the tree and for any other length', () => {
  const proof = inclusionProof(leaves(5), 4);
  assert.throws(() => proofRoot(leaves(5)[4], 5, 5, proof), /不在 0 与 5 之间/);
  assert.throws(() => proofRoot(leaves(5)[4], -1, 5, proof), /不在/);
  assert.throws(() => proofRoot(leaves(5)[0], 0, 0, []), /不在/);
  assert.throws(() => proofRoot(leaves(5)[4], 4, 5, []), /太短/);
  assert.throws(() => proofRoot(leaves(5)[4], 4, 5, [...proof, leaves(1)[0]]), /太长/);
  assert.throws(() => inclusionProof(leaves(5), 5), /没有第 5 片叶/);
});
