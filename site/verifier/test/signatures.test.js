/** Ed25519 as libsodium verifies it: RFC 8032's vectors, and everything that other implementations let pass. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '../src/encoding.js';
import { publicPoint, verifySignature } from '../src/signature.js';
import { formatVkey, parseVkey } from '../src/note.js';

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;

/** RFC 8032, section 7.1, tests 1 to 3: public key, message, signature. */
const RFC8032 = [
  ['d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', '', 'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'],
  ['3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', '72', '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'],
  ['fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025', 'af82', '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'],
].map((row) => row.map((text) => hexToBytes(text)));

/** The points of small order, each canonical or not, as libsodium lists them (ge25519_has_small_order). */
const SMALL_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map((text) => hexToBytes(text));

const littleEndian = (number) => hexToBytes(number.toString(16).padStart(64, '0')).reverse();
const toNumber = (bytes) => BigInt(`0x${bytesToHex(Uint8Array.from(bytes).reverse())}`);

test('the vectors of RFC 8032 verify', () => {
  for (const [key, message, signature] of RFC8032) assert.equal(verifySignature(signature, message, key), true);
});

test('any changed bit of signature, message or key is refused', () => {
  const [key, message, signature] = RFC8032[2];
  for (let bit = 0; bit < 512; bit += 1) {
    const changed = Uint8Array.from(signature);
    changed[bit >> 3] ^= 1 << (bit & 7);
    assert.equal(verifySignature(changed, message, key), false, `bit ${bit}`);
  }
  assert.equal(verifySignature(signature, hexToBytes('af83'), key), false);
  assert.equal(verifySignature(signature, message, RFC8032[1][0]), false);
  assert.equal(verifySignature(signature.subarray(1), message, key), false);
});

test('a scalar that is not reduced is refused', () => {
  const [key, message, signature] = RFC8032[1];
  const s = toNumber(signature.subarray(32));
  const malleable = concatBytes(signature.subarray(0, 32), littleEndian(s + ORDER));
  assert.equal(verifySignature(malleable, message, key), false);
});

test('a key of small order, off the curve or written otherwise is refused', () => {
  for (const key of SMALL_ORDER) assert.throws(() => publicPoint(key), /不是合规的 Ed25519 点/, bytesToHex(key));
  for (const key of SMALL_ORDER) assert.throws(() => parseVkey(formatVkey('test', key)), /不是合规的 Ed25519 点/);
  assert.throws(() => publicPoint(hexToBytes(`02${'00'.repeat(31)}`)), /不是合规的/);
});

test('a key outside the main subgroup is refused', () => {
  const torsion = Point.fromBytes(SMALL_ORDER[2], true);
  const mixed = Point.fromBytes(RFC8032[0][0]).add(torsion).toBytes();
  assert.throws(() => publicPoint(mixed), /不是合规的/);
});

test('a nonce point of small order is refused, though the equation holds', () => {
  const a = 4n;
  const key = Point.BASE.multiply(a).toBytes();
  const message = utf8ToBytes('明抽');
  const R = Point.ZERO.toBytes();
  const k = toNumber(sha512(concatBytes(R, key, message))) % ORDER;
  const s = (k * a) % ORDER;
  assert.equal(verifySignature(concatBytes(R, littleEndian(s)), message, key), false);
});

test('a nonce point with a small part is refused: the equation is without the cofactor', () => {
  const [a, r] = [4n, 9n];
  const key = Point.BASE.multiply(a).toBytes();
  const message = utf8ToBytes('明抽');
  const R = Point.BASE.multiply(r).add(Point.fromBytes(SMALL_ORDER[2], true)).toBytes();
  const k = toNumber(sha512(concatBytes(R, key, message))) % ORDER;
  const signature = concatBytes(R, littleEndian((r + k * a) % ORDER));
  assert.equal(ed25519.verify(signature, message, key), true, 'the library, with the cofactor, accepts it');
  assert.equal(verifySignature(signature, message, key), false);
});
