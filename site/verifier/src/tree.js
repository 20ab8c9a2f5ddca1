/** RFC 6962 trees over hashes of 32 bytes. */
import { bytesToHex, concatBytes, hash, utf8ToBytes } from './encoding.js';
import { FormError } from './errors.js';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** @param {Uint8Array} data */
export const leafHash = (data) => hash(concatBytes(LEAF, data));
/** @param {Uint8Array} left @param {Uint8Array} right */
export const nodeHash = (left, right) => hash(concatBytes(NODE, left, right));

/** The root of the whole range; a stack of complete subtrees, joined from the right. @param {readonly Uint8Array[]} leaves */
export function root(leaves) {
  if (leaves.length === 0) return hash(utf8ToBytes(''));
  const stack = [];
  leaves.forEach((leaf, i) => {
    let top = leaf;
    for (let n = i + 1; n % 2 === 0; n /= 2) top = nodeHash(stack.pop(), top);
    stack.push(top);
  });
  return stack.reduceRight((right, left) => nodeHash(left, right));
}

/** Siblings from the leaf up (RFC 6962, 2.1.1). @param {readonly Uint8Array[]} leaves @param {number} index */
export function inclusionProof(leaves, index) {
  if (!(index >= 0 && index < leaves.length)) throw new FormError(`没有第 ${index} 片叶`);
  if (leaves.length === 1) return [];
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return index < half
    ? [...inclusionProof(leaves.slice(0, half), index), root(leaves.slice(half))]
    : [...inclusionProof(leaves.slice(half), index - half), root(leaves.slice(0, half))];
}

/**
 * The root that a proof leads to (RFC 9162, 2.1.3.2). Raises `FormError` unless 0 ≤ index < size and the proof has
 * exactly the length that such a tree calls for.
 * @param {Uint8Array} leaf @param {number} index @param {number} size @param {readonly Uint8Array[]} proof
 */
export function proofRoot(leaf, index, size, proof) {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) throw new FormError(`叶号 ${index} 不在 0 与 ${size} 之间`);
  let [node, last, at] = [leaf, size - 1, index];
  for (const sibling of proof) {
    if (last === 0) throw new FormError('树证明太长');
    if (at % 2 === 1 || at === last) {
      node = nodeHash(sibling, node);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      node = nodeHash(node, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  if (last !== 0) throw new FormError('树证明太短');
  return node;
}

/** @param {readonly Uint8Array[]} leaves @returns {string} */
export const rootHex = (leaves) => bytesToHex(root(leaves));
