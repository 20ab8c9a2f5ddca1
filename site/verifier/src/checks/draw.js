/** Checks on one draw: lead, witness, held in time, beacon, pool, cut, reveal (protocol, "Verifying"). */
import { commitment, nonceOf, NonceTree, sequence } from '../draw.js';
import { FormError } from '../errors.js';
import { infeasible, stratumSizes } from '../pool.js';
import { snapshotAt } from '../published.js';
import { drawSeed, holdDraw, publicRows, sourceValues } from '../recompute.js';
import { DAY_SECONDS, dayOf, formatTime } from '../times.js';
import { attempt, check } from './report.js';
import { compareRows, refuseUnclosed } from './reveal.js';

/** @typedef {import('./report.js').Verdict} Verdict */

/** A draw or a cancellation follows its round within three days (check `draw.held`), seconds. */
const HELD_WITHIN = 3 * DAY_SECONDS;

/** One draw with what can be recomputed of it, each piece once; a piece that cannot be had raises `FormError`. */
export class DrawFacts {
  constructor(
    /** @type {import('../life.js').Life} */ view,
    /** @type {import('../life.js').DrawLife} */ life,
    /** @type {string} */ asOf,
    /** @type {Set<string>} hashes of the beacon chains that the verifier accepts */ accepted,
    /** @type {Map<string, any>} draws recomputed whole because others rest on them, of all draws of a ledger */ rested = new Map(),
  ) {
    Object.assign(this, { view, life, asOf, accepted, rested });
    this.id = life.body.draw;
    this.known = new Map();
  }

  /** @template T @param {string} what @param {() => T} compute @returns {T} */
  once(what, compute) {
    if (!this.known.has(what)) {
      try {
        this.known.set(what, { value: compute() });
      } catch (error) {
        if (!(error instanceof FormError)) throw error;
        this.known.set(what, { error });
      }
    }
    const found = this.known.get(what);
    if (found.error) throw found.error;
    return found.value;
  }

  /** The announced pool. */
  get pool() {
    const pool = this.view.documents.pool(this.life.body.pool);
    if (pool.draw !== this.id) throw new FormError(`抽取池写的是批次 ${pool.draw}`);
    return pool;
  }

  /** The public seed, hex. */
  get seed() {
    return this.once('seed', () => drawSeed(this.view, this.life));
  }

  /** The tickets file, its form and counts checked against the pool. */
  get tickets() {
    return this.once('tickets', () => {
      if (this.life.drawn === null) throw new FormError('还没有抽');
      const tickets = this.view.documents.tickets(this.life.drawn.body.tickets);
      if (tickets.draw !== this.id) throw new FormError(`签号文件写的是批次 ${tickets.draw}`);
      if (tickets.seed !== this.seed) throw new FormError(`签号文件的种子是 ${tickets.seed}，算得 ${this.seed}`);
      refuseMiscount(this.pool, tickets);
      return tickets;
    });
  }

  /** The tickets of the rows. */
  get rows() {
    return this.once('rows', () => publicRows(this.pool, this.tickets, this.life));
  }

  /** The master that a draw revealed, hex. @param {string} draw */
  master(draw) {
    const { revealed } = this.view.draws.get(draw);
    if (revealed === null) throw new FormError(`批次 ${draw} 还没有揭示`);
    return revealed.body.master;
  }

  /** Everything, from the revealed master. */
  get held() {
    return this.once('held', () => holdDraw(this.view, this.life, (draw) => this.master(draw), this.rested));
  }
}

function refuseMiscount(pool, tickets) {
  const names = tickets.strata.map((stratum) => stratum.name);
  if (names.length !== pool.strata.length || names.some((name, i) => name !== pool.strata[i].name)) {
    throw new FormError(`签号文件的层是 ${names.join('、')}，与抽取池不同`);
  }
  const sizes = stratumSizes(pool);
  for (const stratum of tickets.strata) {
    const count = sequence(stratum).length;
    if (count !== sizes.get(stratum.name)) throw new FormError(`层 ${stratum.name} 有签号 ${count} 个，抽取池有 ${sizes.get(stratum.name)} 家`);
    if (stratum.later.length > 0 && pool.without.length === 0) {
      throw new FormError(`层 ${stratum.name} 有排在最后的签号，抽取池却没有不重复抽取的批次`);
    }
  }
}

/** All checks on the draw as a whole, in the order of its life. @param {DrawFacts} facts */
export function* drawChecks(facts) {
  const { id, life } = facts;
  yield attempt('draw.lead', id, () => lead(facts));
  yield check('draw.witnessed', id, 'unproven', '没有早于信标轮次的外部见证或时间戳，公告的时间只有本单位自己写明');
  yield attempt('draw.held', id, () => heldInTime(facts));
  if (life.cancelled === null) yield attempt('draw.beacon', id, () => beacon(facts));
  yield attempt('draw.pool', id, () => pool(facts));
  yield check('draw.plan', id, 'pending', '本页不核验这一项；抽取池是否出自计划、抽取单和名录，用命令 mingchou verify 重算');
  if (life.cancelled === null) yield attempt('draw.cut', id, () => cut(facts));
  yield attempt('draw.reveal', id, () => reveal(facts));
}

/** @param {DrawFacts} facts @returns {Verdict} */
function lead({ life, view }) {
  const seconds = life.firstRound - life.announced.time;
  const times = `公告于 ${life.announced.timeText}，信标轮次于 ${formatTime(life.firstRound)}`;
  const evidence = `${times}，相隔 ${seconds} 秒，至少应有 ${view.genesis.lead} 秒`;
  if (seconds < view.genesis.lead) throw new FormError(evidence);
  return ['pass', evidence];
}

/** @param {DrawFacts} facts @returns {Verdict} */
function heldInTime({ life, asOf }) {
  const last = life.lastRound + HELD_WITHIN;
  const done = life.drawn ?? life.cancelled;
  if (done === null) return [asOf > dayOf(last) ? 'late' : 'pending', `还没有抽取或取消，限期 ${formatTime(last)}`];
  const word = life.drawn === null ? '取消' : '抽取';
  return [done.time <= last ? 'pass' : 'late', `${done.timeText} ${word}，限期 ${formatTime(last)}`];
}

/** @param {DrawFacts} facts @returns {Verdict} */
function beacon(facts) {
  if (facts.life.drawn === null) return ['pending', '信标轮次还没有用'];
  const evidence = `信标签名成立，值 ${sourceValues(facts.view, facts.life).join('、')}，种子 ${facts.seed}`;
  const strange = facts.life.body.sources.find((source) => !facts.accepted.has(source.chain));
  if (strange !== undefined) return ['unproven', `${evidence}；但信标链 ${strange.chain} 不在认可之列`];
  return ['pass', evidence];
}

/** @param {DrawFacts} facts @returns {Verdict} */
function pool({ view, life, pool: announced }) {
  view.documents.file(life.body.order);
  const registry = snapshotAt(view, life.body.snapshot);
  for (const { id } of [...announced.entities, ...announced.excluded]) {
    if (!registry.entities.has(id)) throw new FormError(`检查对象 ${id} 不在快照里`);
  }
  for (const { id } of announced.inspectors) if (!registry.inspectors.has(id)) throw new FormError(`检查人员 ${id} 不在快照里`);
  for (const other of announced.without) {
    const drawn = view.draws.get(other)?.drawn ?? null;
    if (drawn === null || drawn.index >= life.announced.index) throw new FormError(`不重复抽取的批次 ${other} 在公告时还没有抽`);
  }
  const short = infeasible(announced);
  if (short !== null) throw new FormError(`${short.entity} 的第 ${short.seat} 号席位可能无人可抽，抽取池不可行`);
  const counts = `检查对象 ${announced.entities.length}、排除 ${announced.excluded.length}、检查人员 ${announced.inspectors.length}`;
  return ['pass', `${counts}，SHA-256 为 ${life.body.pool}`];
}

const sameList = (a, b) => a.name === b.name && a.tickets.join() === b.tickets.join() && a.later.join() === b.later.join();

/** @param {DrawFacts} facts @returns {Verdict} */
function cut(facts) {
  if (facts.life.drawn === null) return ['pending', '还没有抽'];
  const { tickets } = facts;
  const count = tickets.strata.reduce((sum, stratum) => sum + sequence(stratum).length, 0);
  const drawn = facts.rows.inForce.length;
  if (facts.life.revealed === null) return ['pending', `签号 ${count} 个、抽中 ${drawn} 个，写法和个数无误；揭示之后才能全部重算`];
  tickets.strata.forEach((published, i) => {
    if (!sameList(published, facts.held.tickets.strata[i])) throw new FormError(`层 ${published.name} 的签号与用主密钥重算的不同`);
  });
  return ['pass', `签号 ${count} 个全部重算相同，抽中 ${drawn} 个`];
}

/** @param {DrawFacts} facts @returns {Verdict} */
function reveal(facts) {
  const { life } = facts;
  if (life.cancelled !== null) return cancelled(facts);
  if (life.revealed === null) {
    return [facts.asOf > life.body.revealBy ? 'late' : 'pending', `还没有揭示，限期 ${life.body.revealBy}`];
  }
  refuseOtherMaster(facts, facts.master(facts.id));
  const { strata } = facts.held.tickets;
  if (facts.held.tickets.seed !== facts.tickets.seed || !facts.tickets.strata.every((list, i) => sameList(list, strata[i]))) {
    throw new FormError('签号与用主密钥重算的不同');
  }
  const opened = compareRows(facts);
  refuseUnclosed(facts);
  const counts = `${facts.pool.entities.length} 个秘密数、全部签号、${facts.rows.inForce.length} 个名次和 ${life.adjustments.length} 次调整`;
  const evidence = `承诺、${counts}重算相同，其中开封 ${opened} 个`;
  const day = dayOf(life.revealed.time);
  if (day > life.body.revealBy) return ['late', `${evidence}；${day} 才揭示，限期 ${life.body.revealBy}`];
  return ['pass', evidence];
}

/** @param {DrawFacts} facts @returns {Verdict} */
function cancelled(facts) {
  const { master } = facts.life.cancelled.body;
  if (master === null) return ['pass', '信标轮次之前已取消，没有抽取'];
  refuseOtherMaster(facts, master);
  return ['pass', `轮次之后取消，主密钥已公开，承诺和 ${facts.pool.entities.length} 个秘密数重算相同`];
}

function refuseOtherMaster(facts, master) {
  const { body } = facts.life;
  const committed = commitment(facts.id, master);
  if (committed !== body.master) throw new FormError(`主密钥的承诺算得 ${committed}，公告的是 ${body.master}`);
  const tree = new NonceTree(facts.pool.entities.map(({ id }) => [id, nonceOf(master, id)]));
  if (tree.root !== body.nonces) throw new FormError(`秘密数的树根算得 ${tree.root}，公告的是 ${body.nonces}`);
}
