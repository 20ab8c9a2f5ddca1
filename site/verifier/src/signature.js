/**
 * Ed25519 as libsodium verifies it: canonical encodings only, nothing of small order, and the equation without the
 * cofactor, compared by bytes. (@noble's own `verify` multiplies by the cofactor; the two could be told apart.)
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, sameBytes } from './encoding.js';
import { FormError } from './errors.js';

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;
const keys = new Map();

function littleEndian(bytes) {
  return BigInt(`0x${bytesToHex(Uint8Array.from(bytes).reverse())}`);
}

/** The point of a public key. Refuses what is off the curve, of small order or outside the main subgroup. @param {Uint8Array} bytes */
export function publicPoint(bytes) {
  const name = bytesToHex(bytes);
  if (!keys.has(name)) {
    let point = null;
    try {
      point = Point.fromBytes(bytes, false);
    } catch {
      // Left null: not a point at all.
    }
    const good = point !== null && !point.isSmallOrder() && point.isTorsionFree() && sameBytes(point.toBytes(), bytes);
    keys.set(name, good ? point.precompute(8) : null);
  }
  const found = keys.get(name);
  if (found === null) throw new FormError('公钥不是合规的 Ed25519 点');
  return found;
}

/** @param {Uint8Array} signature @param {Uint8Array} message @param {Uint8Array} key @returns {boolean} */
export function verifySignature(signature, message, key) {
  if (signature.length !== 64) return false;
  const [r, s] = [signature.subarray(0, 32), littleEndian(signature.subarray(32))];
  if (s >= ORDER) return false;
  const k = littleEndian(sha512(concatBytes(r, key, message))) % ORDER;
  const point = Point.BASE.multiplyUnsafe(s).subtract(publicPoint(key).multiplyUnsafe(k));
  return sameBytes(point.toBytes(), r) && !point.isSmallOrder();
}
