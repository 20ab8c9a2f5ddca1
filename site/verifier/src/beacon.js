/** drand: chains, the times of rounds, and the BLS check of a round (protocol, "Sources"; drand's `bls-unchained-g1-rfc9380`). */
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bytesToHex, concatBytes, hash, hexToBytes, parseHex, sameBytes, sha256, utf8ToBytes } from './encoding.js';
import { FormError } from './errors.js';
import { Fields } from './fields.js';
import { formatTime, MAX_TIME } from './times.js';

const SCHEME = 'bls-unchained-g1-rfc9380';
const DST = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';
const FIELDS = ['beaconID', 'genesis_time', 'groupHash', 'hash', 'period', 'public_key', 'scheme'];
const { shortSignatures, G1, G2 } = bls12_381;

/** @typedef {{beaconID: string, genesisTime: number, groupHash: string, hash: string, period: number, publicKey: string}} Chain */

function bigEndian(value, size) {
  return hexToBytes(value.toString(16).padStart(2 * size, '0'));
}

/**
 * A point that is canonical, not at infinity and in the prime subgroup, or `FormError`.
 * Libraries differ in what they refuse first, so that only the one encoding of infinity is told apart: evidence must read
 * the same here and in Python.
 */
function strictPoint(Point, bytes, what) {
  if (sameBytes(bytes, Point.ZERO.toBytes(true))) throw new FormError(`${what}在无穷远点`);
  const wrong = `${what}不是规定的子群里的点，或写法不规范`;
  let point;
  try {
    point = Point.fromBytes(bytes);
  } catch {
    throw new FormError(wrong);
  }
  if (point.is0() || !point.isTorsionFree() || !sameBytes(point.toBytes(true), bytes)) throw new FormError(wrong);
  return point;
}

/** The chain's hash, recomputed. @param {Omit<Chain, 'hash'>} chain */
export function chainHash({ period, genesisTime, publicKey, groupHash, beaconID }) {
  return sha256(
    concatBytes(bigEndian(period, 4), bigEndian(genesisTime, 8), hexToBytes(publicKey), hexToBytes(groupHash), utf8ToBytes(beaconID)),
  );
}

/** @param {any} value as in the genesis entry @returns {Chain} */
export function parseChain(value) {
  const f = new Fields(value, '信标链', FIELDS);
  f.word('scheme', [SCHEME]);
  const chain = {
    beaconID: f.text('beaconID'),
    genesisTime: f.integer('genesis_time', 0, MAX_TIME),
    groupHash: f.digest('groupHash'),
    hash: f.digest('hash'),
    period: f.integer('period', 1, 2 ** 32 - 1),
    publicKey: f.text('public_key'),
  };
  strictPoint(G2.Point, f.get('public_key', (v) => parseHex(v, 96)), '信标链的公钥');
  const computed = chainHash(chain);
  if (computed !== chain.hash) throw new FormError(`信标链的 hash 算得 ${computed}，写的是 ${chain.hash}`);
  return chain;
}

/** Seconds since 1970 at which a round comes out. @param {Chain} chain @param {number} round */
export function roundTime(chain, round) {
  const time = chain.genesisTime + chain.period * (round - 1);
  if (!(round >= 1 && time <= MAX_TIME)) throw new FormError(`信标轮次 ${round} 超出范围`);
  return time;
}

/** The value of a round, SHA-256 of its signature, hex; `FormError` unless it verifies. */
export function verifyRound(/** @type {Chain} */ chain, /** @type {number} */ round, /** @type {string} */ signature) {
  const time = roundTime(chain, round);
  const bytes = parseHex(signature, 48);
  const message = shortSignatures.hash(hash(bigEndian(round, 8)), DST);
  const point = strictPoint(G1.Point, bytes, '信标的签名');
  const key = strictPoint(G2.Point, hexToBytes(chain.publicKey), '信标链的公钥');
  if (!shortSignatures.verify(point, message, key)) {
    throw new FormError(`信标第 ${round} 轮（${formatTime(time)}）的签名不成立`);
  }
  return bytesToHex(hash(bytes));
}

/** The public chains that anyone can look up: drand's quicknet. */
export const PUBLIC_CHAINS = [
  {
    beaconID: 'quicknet',
    genesisTime: 1692803367,
    groupHash: 'f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e',
    hash: '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971',
    period: 3,
    publicKey:
      '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
  },
];
