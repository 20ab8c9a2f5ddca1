/** Checks on one drawn place: its opening, its record, its publication in time (protocol, "Verifying"). */
import { ticketOf } from '../draw.js';
import { sha256 } from '../encoding.js';
import { FormError } from '../errors.js';
import * as layout from '../layout.js';
import { openedTeam, proveNonce } from '../opening.js';
import { rankStrata } from '../pool.js';
import { seatAdjustments } from '../recompute.js';
import { dayOf } from '../times.js';
import { due } from '../workingdays.js';
import { attempt } from './report.js';

/** @typedef {import('./draw.js').DrawFacts} DrawFacts */
/** @typedef {import('../life.js').RankLife} RankLife */
/** @typedef {import('./report.js').Verdict} Verdict */

/** Working days from the inspection to its publication (五(三)). */
const PUBLISH_WITHIN = 20;

/**
 * The rows given up, then the row in force.
 * @param {DrawFacts} facts @param {RankLife} rank @param {Map<number, import('../workingdays.js').Calendar>} calendars
 */
export function* rankChecks(facts, rank, calendars) {
  const subject = `${facts.id}/${rank.rank}`;
  for (const entry of rank.givenUp) yield attempt('draw.opening', `${subject}@${entry.index}`, () => givenUp(facts, rank, entry));
  if (rank.status === 'void') return;
  yield attempt('draw.opening', subject, () => opened(facts, rank));
  for (const entry of rank.commitments.slice(0, -1)) {
    if (rank.status === 'disclosed') yield attempt('draw.record', `${subject}@${entry.index}`, () => superseded(facts, rank, entry));
  }
  yield attempt('draw.record', subject, () => record(facts, rank));
  yield attempt('draw.disclosed', subject, () => disclosed(facts, rank, calendars));
}

/** Raises `FormError` unless the nonce is in the tree and the ticket the one at this place. */
function prove(facts, opening, rank, place) {
  if (opening.draw !== facts.id || opening.rank !== rank) throw new FormError(`开封文件写的是 ${opening.draw}/${opening.rank}`);
  const entity = facts.view.documents.pool(facts.life.body.pool).byId.get(opening.entity);
  if (entity === undefined) throw new FormError(`检查对象 ${opening.entity} 不在抽取池`);
  const stratum = rankStrata(facts.pool)[rank];
  if (entity.stratum !== stratum) throw new FormError(`${opening.entity} 属于层 ${entity.stratum}，本名次抽的是层 ${stratum}`);
  proveNonce(opening, facts.pool.entities.length, facts.life.body.nonces);
  const mine = ticketOf(facts.seed, entity.id, opening.nonce, entity.weight);
  if (mine !== place) throw new FormError(`${opening.entity} 的签号算得 ${mine}，本名次的是 ${place ?? 'None'}`);
}

const teamOf = (facts, rank, opening, entry) => openedTeam(facts.pool, facts.seed, opening, seatAdjustments(rank, entry));

/** @returns {Verdict} */
function proved(facts, opening, team, place) {
  return ['pass', `${opening.entity} 的秘密数在公告的树里，签号 ${place} 在本名次，检查人员 ${team.join('、')}`];
}

/** @returns {Verdict} */
function givenUp(facts, rank, entry) {
  const { documents } = facts.view;
  const digest = sha256(documents.bytesAt(layout.opening(facts.id, rank.rank, entry.index)));
  if (digest !== entry.body.opening) throw new FormError(`开封文件的 SHA-256 是 ${digest}，条目写的是 ${entry.body.opening}`);
  const opening = documents.opening(facts.id, rank.rank, entry.index);
  const place = facts.rows.givenUp.get(entry.index) ?? null;
  prove(facts, opening, rank.rank, place);
  return proved(facts, opening, teamOf(facts, rank, opening, entry), place);
}

/** @returns {Verdict} */
function opened(facts, rank) {
  if (rank.status === 'open') return ['pending', '还没有开封'];
  const opening = facts.view.documents.opening(facts.id, rank.rank, null);
  const place = facts.rows.inForce[rank.rank];
  prove(facts, opening, rank.rank, place);
  return proved(facts, opening, teamOf(facts, rank, opening, null), place);
}

function refuseOtherDigest(result, entry) {
  if (result.digest !== entry.body.record) {
    throw new FormError(`结果的摘要算得 ${result.digest}，第 ${entry.index} 号条目承诺的是 ${entry.body.record}`);
  }
}

/** Whether the publicity term has ended and the file is gone. */
const isGone = (facts, rank, entry) =>
  rank.expired !== null && facts.view.documents.bytesOrNull(layout.result(facts.id, rank.rank, entry)) === null;

/** @returns {Verdict} */
function superseded(facts, rank, entry) {
  if (isGone(facts, rank, entry.index)) return ['pending', '公示期已届满，内容已撤下，台账只留承诺'];
  refuseOtherDigest(facts.view.documents.result(facts.id, rank.rank, entry.index), entry);
  return ['pass', `更正前的结果与第 ${entry.index} 号条目的承诺一致`];
}

/** @returns {Verdict} */
function record(facts, rank) {
  if (rank.status === 'open') return ['pending', '还没有公示'];
  if (rank.status === 'withheld') return ['pending', '结果不予公开，台账只有承诺'];
  if (isGone(facts, rank, null)) return ['pending', '公示期已届满，内容已撤下，台账只留承诺'];
  const { documents } = facts.view;
  const result = documents.result(facts.id, rank.rank, null);
  const last = rank.commitments.at(-1);
  refuseOtherDigest(result, last);
  const opening = documents.opening(facts.id, rank.rank, null);
  const team = teamOf(facts, rank, opening, null);
  const same =
    result.draw === facts.id && result.rank === rank.rank && result.entity === opening.entity && result.inspectors.join() === team.join();
  if (!same) throw new FormError('结果的批次、名次、检查对象或检查人员与开封文件不同');
  const [from, to] = [dayOf(facts.life.drawn.time), dayOf(rank.ended.time)];
  if (result.inspected < from || result.inspected > to) {
    throw new FormError(`检查日期 ${result.inspected} 不在抽取之日 ${from} 与公示之日 ${to} 之间`);
  }
  return ['pass', `与第 ${last.index} 号条目的承诺一致：${result.outcome}`];
}

/** @returns {Verdict} */
function disclosed(facts, rank, calendars) {
  const { life } = facts;
  if (rank.status === 'open') {
    return [facts.asOf > life.body.revealBy ? 'late' : 'pending', `还没有公示，揭示期限 ${life.body.revealBy}`];
  }
  const on = dayOf(rank.ended.time);
  if (rank.ended.type === 'withhold') return ['unproven', `${on} 按“${rank.ended.body.ground}”不予公开，检查日期只有本单位知道`];
  if (isGone(facts, rank, null)) return ['unproven', `${on} 公示，公示期已届满，检查日期随内容撤下`];
  const { inspected } = facts.view.documents.result(facts.id, rank.rank, null);
  const limit = due(inspected, PUBLISH_WITHIN, calendars);
  const note = limit.provisional ? '（暂定：有的年份没有公布工作日历）' : '';
  return [on <= limit.day ? 'pass' : 'late', `${inspected} 检查，${on} 公示，期限 ${limit.day}${note}`];
}
