/**
 * A bureau in miniature: makes whole small ledgers, with keys and a beacon of its own, for the verifier to look at. Keys
 * and secrets are plainly for tests.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { chainHash } from '../src/beacon.js';
import { commitment, hold, seedOf } from '../src/draw.js';
import { bytesToHex, concatBytes, formatBase64, hash, hexToBytes, jcs, sha256, tagged, utf8ToBytes } from '../src/encoding.js';
import { assemble, draft, signedMessage } from '../src/entry.js';
import * as layout from '../src/layout.js';
import { formatCheckpoint, formatVkey, parseVkey } from '../src/note.js';
import { parsePool } from '../src/pool.js';
import { formatResult, recordDigest } from '../src/result.js';
import { appointmentHash, Rows } from '../src/team.js';
import { formatTime, parseTime } from '../src/times.js';
import { leafHash, root } from '../src/tree.js';

const { shortSignatures } = bls12_381;
const DST = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';
const secret = (name) => hash(utf8ToBytes(`test ${name}`));

const BEACON = Uint8Array.from(secret('beacon')).fill(1, 0, 1);

/** A drand chain of its own, as a genesis entry has it. */
export const CHAIN = (() => {
  const chain = {
    beaconID: 'test',
    genesisTime: parseTime('2024-01-01T00:00:00+08:00'),
    groupHash: sha256(utf8ToBytes('group')),
    period: 3,
    publicKey: shortSignatures.getPublicKey(BEACON).toHex(true),
  };
  return {
    beaconID: chain.beaconID,
    genesis_time: chain.genesisTime,
    groupHash: chain.groupHash,
    hash: chainHash(chain),
    period: chain.period,
    public_key: chain.publicKey,
    scheme: 'bls-unchained-g1-rfc9380',
  };
})();

/** The signature of a round, hex. @param {number} round */
export function beaconSignature(round) {
  const bytes = hexToBytes(round.toString(16).padStart(16, '0'));
  return shortSignatures.sign(shortSignatures.hash(hash(bytes), DST), BEACON).toHex(true);
}

/** The first round at or after a time. */
const roundAt = (time) => Math.ceil((time - CHAIN.genesis_time) / CHAIN.period) + 1;

const KEYS = { clerk: ['clerk'], supervisor: ['supervisor', 'admin'], log: ['log'] };
const keyName = (who) => `test.example/${who}`;
const SIGNERS = {
  adjust: ['clerk'], amend: ['clerk', 'supervisor'], announce: ['clerk', 'supervisor'], cancel: ['clerk', 'supervisor'], disclose: ['clerk'],
  draw: ['clerk'], genesis: ['clerk', 'supervisor'], publish: ['clerk'], reveal: ['clerk'], snapshot: ['clerk'], withhold: ['clerk', 'supervisor'],
};
const REQUIRED = { ...SIGNERS, genesis: ['admin', 'clerk'], keys: ['admin', 'clerk'] };

export class Bureau {
  /** @param {string} start time of the genesis entry */
  constructor(start = '2024-02-01T09:00:00+08:00') {
    /** @type {string[]} */
    this.lines = [];
    /** @type {Map<string, Uint8Array>} */
    this.files = new Map();
    this.kept = [];
    this.now = parseTime(start);
    this.draws = new Map();
    this.append('genesis', {
      agency: { code: '430900', name: '示例市生态环境局' },
      beacons: [CHAIN],
      keys: Object.entries(KEYS).map(([who, roles]) => ({ roles, vkey: this.vkey(who) })),
      lead: 86400,
      origin: 'test.example/ledger',
      required: REQUIRED,
      witnesses: { quorum: 0, vkeys: [] },
    });
  }

  vkey(who) {
    return formatVkey(keyName(who), ed25519.getPublicKey(secret(who)));
  }

  get previous() {
    return this.lines.length === 0 ? '0'.repeat(64) : bytesToHex(leafHash(utf8ToBytes(this.lines.at(-1))));
  }

  /** Go on to a time. @param {string} time */
  at(time) {
    this.now = parseTime(time);
    return this;
  }

  /** Write an entry; returns its index. */
  append(type, body, signers = SIGNERS[type]) {
    const index = this.lines.length;
    const unsigned = draft(index, this.previous, formatTime(this.now), type, body);
    const message = signedMessage(utf8ToBytes(unsigned));
    const signed = signers.map((who) => [keyName(who), formatBase64(ed25519.sign(message, secret(who)))]);
    this.lines.push(assemble(unsigned, Object.fromEntries(signed)));
    this.now += 60;
    return index;
  }

  /** Put a file named by its digest; returns the digest. */
  file(value) {
    const data = jcs(value);
    const digest = sha256(data);
    this.files.set(layout.file(digest), data);
    return digest;
  }

  publish(kind, id, value) {
    return this.append('publish', { id, kind, sha256: this.file(value) });
  }

  calendar(year, off = [], work = []) {
    return this.publish('calendar', String(year), { notice: `示例通知 ${year}`, off, work, year });
  }

  /** @param {{id: string, [field: string]: any}[]} entities @param {{id: string, [field: string]: any}[]} inspectors */
  snapshot(period, entities, inspectors) {
    const lines = [['entity', entities], ['inspector', inspectors]].flatMap(([kind, all]) =>
      all.map(({ id, ...record }) => jcs({ id, kind, record })),
    );
    const digest = bytesToHex(root(lines.map(leafHash)));
    this.files.set(layout.snapshot(digest), concatBytes(...lines.flatMap((line) => [line, Uint8Array.of(10)])));
    return this.append('snapshot', { commit: '0'.repeat(40), entities: entities.length, inspectors: inspectors.length, period, root: digest });
  }

  /** Announce a draw of a pool (without `draw`), its round at a time. */
  announce(draw, { pool, plan, snapshot, round, revealBy }) {
    const value = { ...pool, draw };
    const master = bytesToHex(secret(`master ${draw}`));
    const parsed = parsePool(jcs(value));
    const number = roundAt(parseTime(round));
    const later = new Set(value.without.flatMap((id) => this.draws.get(id).rows.all().map((row) => row?.entity)));
    const order = { draw, plan: 'example', note: '' };
    const index = this.append('announce', {
      draw,
      master: commitment(draw, master),
      nonces: hold(parsed, master, '00'.repeat(32)).tree.root,
      order: this.file(order),
      plan,
      pool: this.file(value),
      reveal_by: revealBy,
      snapshot,
      sources: [{ chain: CHAIN.hash, kind: 'drand', round: number }],
    });
    this.draws.set(draw, { id: draw, pool: parsed, master, number, later, announcement: this.previous, appointed: new Map() });
    return index;
  }

  draw(id) {
    const draw = this.draws.get(id);
    const signature = beaconSignature(draw.number);
    draw.held = hold(draw.pool, draw.master, seedOf(draw.announcement, [sha256(hexToBytes(signature))]), draw.later);
    draw.rows = new Rows(draw.pool, draw.held);
    const tickets = this.file(draw.held.tickets);
    return this.append('draw', { draw: id, sources: [{ kind: 'drand', round: draw.number, signature }], tickets });
  }

  /** The opening of the row in force. */
  opening(draw, rank) {
    const { entity, nonce } = draw.rows.row(rank);
    const { index, proof } = draw.held.tree.opening(entity);
    const appointed = draw.appointed.get(rank) ?? [];
    const value = { draw: draw.id, entity, nonce, nonce_index: index, nonce_proof: proof, rank };
    return jcs(appointed.length > 0 ? { ...value, appointed } : value);
  }

  seat(id, kind, rank, seat, reason) {
    const draw = this.draws.get(id);
    draw.rows.apply({ kind, rank, seat }, () => '');
    return this.append('adjust', { draw: id, kind, rank, reason, seat });
  }

  appoint(id, rank, seat, inspector) {
    const draw = this.draws.get(id);
    const { nonce } = draw.rows.row(rank);
    draw.rows.apply({ kind: 'appointed', rank, seat }, () => inspector);
    draw.appointed.set(rank, [...(draw.appointed.get(rank) ?? []), { inspector, seat }]);
    const appointment = appointmentHash({ draw: id, inspector, nonce, rank, seat });
    return this.append('adjust', { appointment, draw: id, kind: 'appointed', rank, reason: 'exhausted', seat });
  }

  /** `closed` or `void`. */
  giveUp(id, kind, rank, reason = 'suspended') {
    const draw = this.draws.get(id);
    const data = this.opening(draw, rank);
    draw.rows.apply({ kind, rank, seat: null }, () => '');
    draw.appointed.delete(rank);
    const index = this.append('adjust', { draw: id, kind, opening: sha256(data), rank, reason });
    this.files.set(layout.opening(id, rank, index), data);
    return index;
  }

  record(id, rank, inspected, outcome = '未发现问题') {
    const { entity, inspectors } = this.draws.get(id).rows.row(rank);
    const salt = bytesToHex(secret(`salt ${id} ${rank} ${outcome}`));
    const record = { content: '检查污染防治设施', draw: id, entity, inspected, inspectors, items: ['01'], method: '现场', outcome, rank };
    return { digest: recordDigest(record, salt), data: utf8ToBytes(formatResult(record, salt)) };
  }

  disclose(id, rank, inspected) {
    const { digest, data } = this.record(id, rank, inspected);
    this.files.set(layout.opening(id, rank), this.opening(this.draws.get(id), rank));
    this.files.set(layout.result(id, rank), data);
    return this.append('disclose', { draw: id, rank, record: digest });
  }

  withhold(id, rank, ground = '保密') {
    this.files.set(layout.opening(id, rank), this.opening(this.draws.get(id), rank));
    return this.append('withhold', { draw: id, ground, rank, record: tagged('record', { draw: id, rank }) });
  }

  /** Replace a published result. @param {number} entry the `disclose` @param {number} before the entry that committed to the one before */
  correct(id, rank, entry, before, inspected, outcome) {
    const { digest, data } = this.record(id, rank, inspected, outcome);
    this.files.set(layout.result(id, rank, before), this.files.get(layout.result(id, rank)));
    this.files.set(layout.result(id, rank), data);
    return this.append('amend', { entry, kind: 'correct', reason: '更正笔误', record: digest });
  }

  expire(id, rank, entry) {
    this.files.delete(layout.result(id, rank));
    return this.append('amend', { entry, kind: 'expire', reason: '公示期届满' });
  }

  reveal(id) {
    return this.append('reveal', { draw: id, master: this.draws.get(id).master });
  }

  cancel(id, after) {
    const body = { draw: id, reason: '计划变更' };
    return this.append('cancel', after ? { ...body, master: this.draws.get(id).master } : body);
  }

  checkpoint(path = layout.CHECKPOINT) {
    const leaves = this.lines.map((line) => leafHash(utf8ToBytes(line)));
    const text = formatCheckpoint({ origin: 'test.example/ledger', size: leaves.length, root: root(leaves) });
    const log = parseVkey(this.vkey('log'));
    const signature = ed25519.sign(utf8ToBytes(text), secret('log'));
    this.files.set(path, utf8ToBytes(`${text}\n— ${log.name} ${formatBase64(concatBytes(log.id, signature))}\n`));
  }

  /** Keep a checkpoint of this size beside the newest. */
  keep() {
    this.kept.push(this.lines.length);
    this.checkpoint(layout.keptCheckpoint(this.lines.length));
    this.files.set(layout.CHECKPOINT_INDEX, utf8ToBytes(this.kept.map((size) => `${size}\n`).join('')));
  }

  /** All published files, by path. @returns {Map<string, Uint8Array>} */
  published() {
    this.checkpoint();
    this.files.set(layout.LEDGER, utf8ToBytes(this.lines.map((line) => `${line}\n`).join('')));
    return this.files;
  }
}

/** Write published files below a folder. @param {Map<string, Uint8Array>} files @param {string} folder */
export async function writeFiles(files, folder) {
  for (const [path, data] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), data);
  }
}

/** @param {Map<string, Uint8Array>} files @returns {import('../src/shelf.js').FetchFile} */
export const fromMap = (files) => async (path) => files.get(path) ?? null;
