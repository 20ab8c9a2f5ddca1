/**
 * The life of every draw, folded from the entries (protocol, "Order of a draw's life").
 *
 * `Life.apply` takes the entries one by one and raises `OrderError` for one that the protocol does not allow. What an
 * entry only commits to (pools, openings) comes from `Documents`; a rule whose document cannot be read is left to the
 * check of that document, which fails.
 */
import { roundTime } from './beacon.js';
import { ADJUST_REASONS } from './bodies.js';
import { FormError } from './errors.js';
import { rankStrata, sortIds, stratumSizes } from './pool.js';
import { dayOf, formatTime } from './times.js';

/** An entry that does not fit the life of its draw. */
export class OrderError extends FormError {
  /** @param {import('./entry.js').Entry} entry @param {string} problem */
  constructor(entry, problem) {
    super(problem, `第 ${entry.index} 号条目（${entry.type}）`);
  }
}

/** One drawn place: what has happened to it so far, by entry. */
export class RankLife {
  /** @param {number} rank */
  constructor(rank) {
    this.rank = rank;
    /** @type {'open' | 'disclosed' | 'withheld' | 'void'} */
    this.status = 'open';
    /** @type {import('./entry.js').Entry[]} */
    this.adjustments = [];
    /** The `disclose`, `withhold` or `void` that accounted for it. @type {import('./entry.js').Entry | null} */
    this.ended = null;
    /** The entries that committed to a record, oldest first. @type {import('./entry.js').Entry[]} */
    this.commitments = [];
    /** @type {import('./entry.js').Entry | null} */
    this.expired = null;
  }

  /** The `closed` and `void` entries, each of which gave up the row in force before it. */
  get givenUp() {
    return this.adjustments.filter((entry) => entry.body.kind === 'closed' || entry.body.kind === 'void');
  }
}

/** One draw, from its announcement on. */
export class DrawLife {
  constructor(/** @type {import('./entry.js').Entry} */ announced, /** @type {import('./pool.js').Pool | null} */ pool, /** @type {number[]} */ times) {
    this.id = announced.body.draw;
    this.announced = announced;
    this.body = announced.body;
    this.pool = pool;
    this.firstRound = Math.min(...times);
    this.lastRound = Math.max(...times);
    /** @type {import('./entry.js').Entry | null} */
    this.drawn = null;
    /** @type {import('./entry.js').Entry | null} */
    this.cancelled = null;
    /** @type {import('./entry.js').Entry | null} */
    this.revealed = null;
    /** @type {Map<number, RankLife>} */
    this.ranks = new Map();
    /** @type {import('./entry.js').Entry[]} */
    this.adjustments = [];
  }

  /** Announced, and neither held nor cancelled. */
  get pending() {
    return this.drawn === null && this.cancelled === null;
  }

  /** Drawn and not yet disclosed, withheld or void. */
  get openRanks() {
    return [...this.ranks.values()].filter((rank) => rank.status === 'open');
  }
}

/** All that the entries so far say, and the rules that the next one must keep. */
export class Life {
  /** @param {import('./documents.js').Documents} documents */
  constructor(documents) {
    this.documents = documents;
    /** @type {import('./entry.js').Entry[]} */
    this.entries = [];
    this.genesis = null;
    /** @type {Map<string, import('./beacon.js').Chain>} */
    this.chains = new Map();
    /** @type {Map<string, DrawLife>} */
    this.draws = new Map();
    /** @type {import('./entry.js').Entry[]} */
    this.published = [];
    /** @type {import('./entry.js').Entry[]} */
    this.snapshots = [];
  }

  /**
   * Take the next entry in. Raises `OrderError` when it breaks a rule; what it says is then left out, except that the
   * entry itself is counted, so that later indexes still hold.
   * @param {import('./entry.js').Entry} entry
   */
  apply(entry) {
    this.entries.push(entry);
    if (entry.type === 'genesis') return this.#genesis(entry);
    if (this.genesis === null) throw new OrderError(entry, '台账必须以创世条目开始');
    if (entry.type === 'publish') return this.published.push(entry);
    if (entry.type === 'snapshot') return this.snapshots.push(entry);
    if (entry.type === 'announce') return this.#announce(entry);
    if (entry.type === 'amend') return this.#amend(entry);
    const life = this.draws.get(entry.body.draw);
    if (life === undefined) throw new OrderError(entry, `没有公告过的抽取 ${entry.body.draw}`);
    if (entry.type === 'draw') return this.#draw(entry, life);
    if (entry.type === 'adjust') return this.#adjust(entry, life);
    if (entry.type === 'reveal') return this.#reveal(entry, life);
    if (entry.type === 'cancel') return this.#cancel(entry, life);
    return this.#account(entry, life);
  }

  #genesis(entry) {
    if (this.genesis !== null || entry.index !== 0) throw new OrderError(entry, '创世条目只能有一条，且在最前');
    this.genesis = entry.body;
    this.chains = new Map(entry.body.beacons.map((chain) => [chain.hash, chain]));
  }

  /** The earlier entry that an index names, if it is of this type. */
  #earlier(entry, index, type) {
    const found = index < entry.index ? this.entries[index] : undefined;
    return found?.type === type ? found : null;
  }

  #announce(entry) {
    const body = entry.body;
    if (this.draws.has(body.draw)) throw new OrderError(entry, `抽取 ${body.draw} 已经公告过`);
    const times = body.sources.map(({ chain, round }) => {
      if (!this.chains.has(chain)) throw new OrderError(entry, `信标链 ${chain} 未在创世条目中声明`);
      return roundTime(this.chains.get(chain), round);
    });
    const life = new DrawLife(entry, this.documents.poolOrNull(body.pool), times);
    this.draws.set(body.draw, life);
    if (!this.#earlier(entry, body.snapshot, 'snapshot')) throw new OrderError(entry, `snapshot 指向的 ${body.snapshot} 号条目不是在先的快照`);
    if (this.#earlier(entry, body.plan, 'publish')?.body.kind !== 'plan') {
      throw new OrderError(entry, `plan 指向的 ${body.plan} 号条目不是在先公布的抽查计划`);
    }
    if (life.firstRound - entry.time < this.genesis.lead) {
      throw new OrderError(entry, `公告距信标轮次 ${formatTime(life.firstRound)} 不足 ${this.genesis.lead} 秒`);
    }
    if (body.revealBy < dayOf(life.lastRound)) throw new OrderError(entry, '揭示期限早于信标轮次之日');
    this.#refuseOverlap(entry, life);
    for (const other of life.pool?.without ?? []) {
      if (!this.draws.get(other)?.drawn) throw new OrderError(entry, `不重复抽取的批次 ${other} 还没有抽`);
    }
  }

  #refuseOverlap(entry, life) {
    if (life.pool === null) return;
    for (const other of this.draws.values()) {
      if (other === life || !other.pending || other.pool === null) continue;
      const shared = sortIds(other.pool.entities.map(({ id }) => id).filter((id) => life.pool.byId.has(id)));
      if (shared.length > 0) {
        throw new OrderError(entry, `检查对象 ${shared[0]} 等 ${shared.length} 家也在尚未抽取的 ${other.id} 的抽取池中`);
      }
    }
  }

  #draw(entry, life) {
    if (!life.pending) throw new OrderError(entry, `抽取 ${life.id} 已经取消或已经抽过`);
    const rounds = (sources) => sources.map(({ round }) => round).join();
    if (rounds(entry.body.sources) !== rounds(life.body.sources)) throw new OrderError(entry, `抽取 ${life.id} 所用的信标轮次不是公告的轮次`);
    life.drawn = entry;
    if (life.pool !== null) life.ranks = new Map(rankStrata(life.pool).map((_, rank) => [rank, new RankLife(rank)]));
    if (entry.time < life.lastRound) throw new OrderError(entry, `抽取早于信标轮次的时间 ${formatTime(life.lastRound)}`);
  }

  #openRank(entry, life, number) {
    if (life.drawn === null) throw new OrderError(entry, `抽取 ${life.id} 还没有抽`);
    if (!life.ranks.has(number)) {
      if (life.pool !== null) throw new OrderError(entry, `抽取 ${life.id} 没有第 ${number} 号名次（共 ${life.ranks.size} 个）`);
      life.ranks.set(number, new RankLife(number));
    }
    const rank = life.ranks.get(number);
    if (rank.status !== 'open') throw new OrderError(entry, `${life.id}/${number} 已有结果、不予公开或作废`);
    return rank;
  }

  #adjust(entry, life) {
    const { kind, rank: number, reason, seat } = entry.body;
    const rank = this.#openRank(entry, life, number);
    if (life.revealed !== null) throw new OrderError(entry, `抽取 ${life.id} 已经揭示，不能再调整`);
    if (!ADJUST_REASONS[kind].includes(reason)) throw new OrderError(entry, `调整原因 ${reason} 不适用于 ${kind}`);
    if (seat !== null && life.pool !== null && seat >= life.pool.seats.length) throw new OrderError(entry, `没有第 ${seat} 号席位`);
    if (kind === 'closed' || kind === 'void') {
      const left = reservesLeft(life, number);
      if (left !== null && left > 0 !== (kind === 'closed')) {
        throw new OrderError(entry, left ? '还有候补，应当 closed 递补' : '没有候补了，应当 void 作废');
      }
      this.#refuseWaiting(entry, life, number, entry.index);
    }
    rank.adjustments.push(entry);
    life.adjustments.push(entry);
    if (kind === 'void') [rank.status, rank.ended] = ['void', entry];
  }

  #account(entry, life) {
    const rank = this.#openRank(entry, life, entry.body.rank);
    this.#refuseWaiting(entry, life, entry.body.rank, null);
    rank.status = entry.type === 'disclose' ? 'disclosed' : 'withheld';
    rank.ended = entry;
    rank.commitments.push(entry);
  }

  /** An opening whose ticket stands in `later` waits while the entity's rank in a draw of `without` is open. */
  #refuseWaiting(entry, life, rank, givenUp) {
    if (life.pool === null || life.pool.without.length === 0 || life.drawn === null) return;
    const tickets = this.documents.ticketsOrNull(life.drawn.body.tickets);
    const opening = this.documents.openingOrNull(life.id, rank, givenUp);
    if (tickets === null || opening === null || !this.documents.standsLater(life, tickets, opening)) return;
    if (!life.pool.without.some((other) => this.#wasOpened(other, opening.entity, life.announced.index))) {
      throw new OrderError(entry, `${life.id}/${rank} 的检查对象在不重复抽取的批次中尚未办结，须等其办结`);
    }
  }

  /** Whether everyone can see that this entity was in force in a draw when entry `since` was written. */
  #wasOpened(draw, entity, since) {
    return [...(this.draws.get(draw)?.ranks.values() ?? [])].some((rank) => {
      const rows = rank.givenUp.map((entry) => entry.index).filter((index) => index > since);
      if (rank.status === 'disclosed' || rank.status === 'withheld') rows.push(null);
      return rows.some((row) => this.documents.openingOrNull(draw, rank.rank, row)?.entity === entity);
    });
  }

  #amend(entry) {
    const { entry: index, kind } = entry.body;
    const target = this.#earlier(entry, index, 'disclose') ?? this.#earlier(entry, index, 'withhold');
    if (target === null) throw new OrderError(entry, `amend 指向的 ${index} 号条目不是在先的公示或不予公开`);
    const { draw, rank: number } = target.body;
    const rank = this.draws.get(draw)?.ranks.get(number);
    if (rank?.ended?.index !== index) throw new OrderError(entry, `${draw}/${number} 没有可更正的结果`);
    if (rank.expired !== null) throw new OrderError(entry, `${draw}/${number} 的公示期已届满，不能再更正`);
    if (kind === 'expire') rank.expired = entry;
    else rank.commitments.push(entry);
  }

  #reveal(entry, life) {
    if (life.drawn === null || life.revealed !== null) throw new OrderError(entry, `抽取 ${life.id} 还没有抽，或已经揭示`);
    if (life.openRanks.length > 0 && dayOf(entry.time) < life.body.revealBy) {
      throw new OrderError(entry, `还有 ${life.openRanks.length} 个名次没有办结，且未到揭示期限 ${life.body.revealBy}`);
    }
    for (const other of life.pool?.without ?? []) {
      if (!this.draws.get(other)?.revealed) throw new OrderError(entry, `不重复抽取的批次 ${other} 还没有揭示`);
    }
    life.revealed = entry;
  }

  #cancel(entry, life) {
    if (!life.pending) throw new OrderError(entry, `抽取 ${life.id} 已经取消或已经抽过，不能取消`);
    const after = entry.time >= life.lastRound;
    if (after !== (entry.body.master !== null)) {
      throw new OrderError(entry, after ? '轮次之后取消须公开主密钥' : '轮次之前取消不得公开主密钥');
    }
    life.cancelled = entry;
  }
}

/** How many tickets of the rank's stratum have not been drawn so far; null where the pool is not known. */
function reservesLeft(life, rank) {
  if (life.pool === null) return null;
  const strata = rankStrata(life.pool);
  const name = strata[rank];
  const replaced = life.adjustments.filter(({ body }) => body.kind === 'closed' && strata[body.rank] === name).length;
  return stratumSizes(life.pool).get(name) - strata.filter((one) => one === name).length - replaced;
}

/**
 * All entries folded, with every breach of the order; it goes on after a breach, so that the rest can be checked.
 * @param {import('./entry.js').Entry[]} entries @param {import('./documents.js').Documents} documents
 */
export function fold(entries, documents) {
  const [life, problems] = [new Life(documents), []];
  for (const entry of entries) {
    try {
      life.apply(entry);
    } catch (error) {
      if (!(error instanceof FormError)) throw error;
      problems.push(error);
    }
  }
  return { life, problems };
}
