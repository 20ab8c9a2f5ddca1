/** The bodies of the entry types, each read strictly (protocol, "Entry types"). */
import { parseChain } from './beacon.js';
import { bytesToHex } from './encoding.js';
import { FormError } from './errors.js';
import { asList, asText, asWord, Fields } from './fields.js';
import { COSIGNATURE, ED25519, parseVkey } from './note.js';

/** Every type of the protocol; `keys` is listed in `required` and not read by this version. */
export const TYPES = ['adjust', 'amend', 'announce', 'cancel', 'disclose', 'draw', 'genesis', 'keys', 'publish', 'reveal', 'snapshot', 'withhold'];
/** The role of the key that signs checkpoints, and no entry. */
const LOG = 'log';
/** Why an adjustment may be made, by kind: closed lists, so that none can name anyone. */
export const ADJUST_REASONS = {
  recusal: ['interest', 'kinship', 'other-lawful'],
  unavailable: ['leave', 'transfer', 'duty'],
  appointed: ['exhausted'],
  closed: ['suspended', 'deregistered', 'moved'],
  void: ['suspended', 'deregistered', 'moved'],
};
const ADJUST_FIELDS = { recusal: ['seat'], unavailable: ['seat'], appointed: ['seat', 'appointment'], closed: ['opening'], void: ['opening'] };

function unique(items, what) {
  if (new Set(items).size !== items.length) throw new FormError(`${what}有重复`);
  return items;
}

const asRoles = (value) => unique(asList(value, asText, 1), '角色');

function asVkey(value, algorithm) {
  const key = parseVkey(asText(value));
  if (key.algorithm !== algorithm) throw new FormError(`公钥 ${key.name} 的算法应为 0x0${algorithm}`);
  return key;
}

function asRoleKey(value) {
  const k = new Fields(value, 'body.keys', ['roles', 'vkey']);
  const roles = k.get('roles', asRoles);
  if (roles.includes(LOG) && roles.length > 1) throw new FormError('log 密钥只签检查点，不得另有角色', 'body.keys.roles');
  return { roles, vkey: k.get('vkey', (v) => asVkey(v, ED25519)) };
}

/** Which roles sign which type: every type is listed, `keys` needs `admin` and one more. */
function asRequired(value) {
  const f = new Fields(value, 'body.required', TYPES);
  const roles = Object.fromEntries(TYPES.map((type) => [type, f.get(type, asRoles)]));
  if (!roles.keys.includes('admin') || roles.keys.length < 2) throw new FormError('keys 须由 admin 和另一角色签', 'body.required');
  if (Object.values(roles).some((one) => one.includes(LOG))) throw new FormError('log 密钥不签条目', 'body.required');
  return roles;
}

function genesis(body) {
  const f = new Fields(body, 'body', ['agency', 'beacons', 'keys', 'lead', 'origin', 'required', 'witnesses']);
  const agency = new Fields(f.value.agency, 'body.agency', ['code', 'name']);
  const witnesses = new Fields(f.value.witnesses, 'body.witnesses', ['quorum', 'vkeys']);
  const keys = f.list('keys', asRoleKey);
  const vkeys = witnesses.list('vkeys', (value) => asVkey(value, COSIGNATURE));
  const every = [...keys.map((key) => key.vkey), ...vkeys];
  unique(every.map((key) => key.name), '密钥名称');
  unique(every.map((key) => bytesToHex(key.public)), '公钥');
  return {
    agency: { code: agency.text('code'), name: agency.text('name') },
    beacons: f.list('beacons', parseChain, 1),
    keys,
    lead: f.integer('lead'),
    origin: f.text('origin'),
    required: f.get('required', asRequired),
    witnesses: { quorum: witnesses.integer('quorum'), vkeys },
  };
}

function publish(body) {
  const f = new Fields(body, 'body', ['id', 'kind', 'sha256']);
  return { kind: f.word('kind', ['item-list', 'plan', 'calendar', 'guide']), id: f.recordId('id'), sha256: f.digest('sha256') };
}

function snapshot(body) {
  const f = new Fields(body, 'body', ['commit', 'entities', 'inspectors', 'period', 'root']);
  return {
    commit: f.text('commit'),
    entities: f.integer('entities'),
    inspectors: f.integer('inspectors'),
    period: f.recordId('period'),
    root: f.digest('root'),
  };
}

function announcedSource(value) {
  const f = new Fields(value, 'body.sources', ['chain', 'kind', 'round']);
  f.word('kind', ['drand']);
  return { chain: f.digest('chain'), round: f.integer('round', 1) };
}

function announce(body) {
  const f = new Fields(body, 'body', ['draw', 'master', 'nonces', 'order', 'plan', 'pool', 'reveal_by', 'snapshot', 'sources']);
  return {
    draw: f.drawId('draw'),
    master: f.digest('master'),
    nonces: f.digest('nonces'),
    order: f.digest('order'),
    plan: f.integer('plan'),
    pool: f.digest('pool'),
    revealBy: f.day('reveal_by'),
    snapshot: f.integer('snapshot'),
    sources: f.list('sources', announcedSource, 1),
  };
}

function drawnSource(value) {
  const f = new Fields(value, 'body.sources', ['kind', 'round', 'signature']);
  f.word('kind', ['drand']);
  f.hex('signature', 48);
  return { round: f.integer('round', 1), signature: f.text('signature') };
}

function draw(body) {
  const f = new Fields(body, 'body', ['draw', 'sources', 'tickets']);
  return { draw: f.drawId('draw'), sources: f.list('sources', drawnSource, 1), tickets: f.digest('tickets') };
}

function adjust(body) {
  const kind = asWord(body?.kind, Object.keys(ADJUST_FIELDS));
  const f = new Fields(body, 'body', ['draw', 'kind', 'rank', 'reason', ...ADJUST_FIELDS[kind]]);
  return {
    draw: f.drawId('draw'),
    rank: f.integer('rank'),
    kind,
    reason: f.word('reason', ADJUST_REASONS[kind]),
    seat: f.has('seat') ? f.integer('seat') : null,
    appointment: f.has('appointment') ? f.digest('appointment') : null,
    opening: f.has('opening') ? f.digest('opening') : null,
  };
}

function disclose(body) {
  const f = new Fields(body, 'body', ['draw', 'rank', 'record']);
  return { draw: f.drawId('draw'), rank: f.integer('rank'), record: f.digest('record') };
}

function withhold(body) {
  const f = new Fields(body, 'body', ['draw', 'ground', 'rank', 'record']);
  return { draw: f.drawId('draw'), rank: f.integer('rank'), ground: f.word('ground', ['保密', '国家安全', '公共安全']), record: f.digest('record') };
}

function amend(body) {
  const correct = body?.kind === 'correct';
  const f = new Fields(body, 'body', ['entry', 'kind', 'reason', ...(correct ? ['record'] : [])]);
  const record = correct ? f.digest('record') : null;
  return { entry: f.integer('entry'), kind: f.word('kind', ['correct', 'expire']), reason: f.text('reason'), record };
}

function reveal(body) {
  const f = new Fields(body, 'body', ['draw', 'master']);
  return { draw: f.drawId('draw'), master: f.digest('master') };
}

function cancel(body) {
  const f = new Fields(body, 'body', ['draw', 'reason'], ['master']);
  return { draw: f.drawId('draw'), reason: f.text('reason'), master: f.has('master') ? f.digest('master') : null };
}

const READERS = { genesis, publish, snapshot, announce, draw, adjust, disclose, withhold, amend, reveal, cancel };

/** @param {string} type @param {any} body */
export function parseBody(type, body) {
  if (type === 'keys') throw new FormError('本版本不支持 keys 条目');
  if (!Object.hasOwn(READERS, type)) throw new FormError(`不认识的条目类型 ${type}`);
  return READERS[type](body);
}
