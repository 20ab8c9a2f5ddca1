/** The steps that a reader follows: which checks each holds, and why it matters. Pure: checks in, groups out. */
import { BY_WEIGHT, shownStatus } from './words.js';

/** @typedef {import('../checks/report.js').Check} Check */
/** @typedef {{id: string, title: string, why: string, whyIf?: Record<string, string>, names: string[]}} Step `whyIf`: by its status */
/** @typedef {{step: Step, checks: Check[], status: string, why: string}} Filled */

/** @type {Step[]} */
export const LEDGER_STEPS = [
  {
    id: 'policy',
    title: '是不是这一本台账',
    why: '创世条目定下了由谁签名、用什么信标。把它的叶哈希同本单位在别处公布的逐字比对，才能排除有人另造了一本。',
    names: ['policy.genesis', 'policy.beacons'],
  },
  {
    id: 'chain',
    title: '条目一条接一条',
    why: '每一条都含上一条的哈希，并由规定职责的人签名。改动、删去或调换任何一条，后面的就都对不上。',
    names: ['chain.form', 'chain.links', 'chain.signatures', 'chain.times', 'chain.order'],
  },
  {
    id: 'checkpoint',
    title: '检查点',
    why: '检查点是对全部条目的一个签名。谁手里留有一份，日后就能看出台账有没有被重写。',
    names: ['checkpoint.signature', 'checkpoint.root', 'checkpoint.witnesses'],
  },
  {
    id: 'documents',
    title: '公布的文件',
    why: '计划、事项清单、工作日历和名录在抽取之前就登记了摘要，事后换一个字也会被看出来。',
    names: ['publish.file', 'snapshot.file'],
  },
];

/** @type {Step[]} */
export const DRAW_STEPS = [
  {
    id: 'lead',
    title: '先公告，后抽取',
    why: '名单、家数和规则在随机数出来之前就固定了，谁也不能看着结果改规则，也不能抽了不算。',
    names: ['draw.lead', 'draw.witnessed', 'draw.held'],
  },
  {
    id: 'beacon',
    title: '随机数从哪里来',
    why: '随机数出自公告时就定下的那一轮信标。这里重新验证信标的签名。',
    whyIf: {
      pass: '信标由多家互不隶属的机构共同产生，本单位左右不了，事先也无从知道。这里重新验证它的签名。',
      unproven: '这一批用了不在公认之列的信标链，只有台账自己声明：签名对得上，但是谁掌握这条链，本页说不了。',
    },
    names: ['draw.beacon'],
  },
  {
    id: 'pool',
    title: '抽取池',
    why: '池里有谁、没有谁、为什么没有，公告时就定下来，并能同当时的名录逐家对照。',
    names: ['draw.pool'],
  },
  {
    id: 'plan',
    title: '抽取池的由来',
    why: '池里该有谁、该抽几家，要照计划、抽取单和名录来。这一项本页不核验，请用命令 mingchou verify 重算。',
    names: ['draw.plan'],
  },
  {
    id: 'cut',
    title: '签号与抽中数',
    why: '每家一个签号，从小到大取前若干个。取了多少、在哪里截断，人人看得见。',
    names: ['draw.cut'],
  },
  {
    id: 'openings',
    title: '公开的名次',
    why: '一家公开之后，谁都能重算它的签号、名次和检查人员，看它是不是真的抽中、是不是换了人。',
    names: ['draw.opening'],
  },
  {
    id: 'records',
    title: '公示的结果',
    why: '网页上的结果须与写进台账的承诺一字不差，公示之后再改就会被看出来。',
    names: ['draw.record'],
  },
  {
    id: 'disclosed',
    title: '按时公示',
    why: '检查完成之日起二十个工作日内应当公示；没有公示的，视为没有完成检查任务。',
    names: ['draw.disclosed'],
  },
  {
    id: 'reveal',
    title: '揭示后全部重算',
    why: '主密钥公开之后，池里每一家的签号都能重算：没有漏掉谁，没有多出谁，每次调整也都合规。',
    names: ['draw.reveal'],
  },
];

/** Whatever no step names: shown all the same. @type {Step} */
const OTHER = { id: 'other', title: '其他', why: '本页还没有为这些核验写说明。', names: [] };

/** The worst status among checks, as it is shown. @param {Check[]} checks */
export const worst = (checks) => BY_WEIGHT.find((status) => checks.some((one) => shownStatus(one) === status)) ?? 'pass';

/** @param {Check[]} checks @param {Step[]} steps @returns {Filled[]} steps that have checks, in order */
function fill(checks, steps) {
  const known = new Set(steps.flatMap((step) => step.names));
  const groups = steps.map((step) => ({ step, checks: checks.filter((one) => step.names.includes(one.name)) }));
  groups.push({ step: OTHER, checks: checks.filter((one) => !known.has(one.name)) });
  return groups
    .filter((group) => group.checks.length > 0)
    .map((group) => ({ ...group, status: worst(group.checks) }))
    .map((group) => ({ ...group, why: group.step.whyIf?.[group.status] ?? group.step.why }));
}

/** The draw that a check is about; null for the ledger's. @param {Check} one */
export const drawOf = (one) => (one.name.startsWith('draw.') ? one.subject.split('/')[0] : null);

/** The rank that a check is about, as text; null for those of a draw as a whole and for the ledger's. @param {Check} one */
const rankOf = (one) => (drawOf(one) === null ? null : (one.subject.split('/')[1]?.split('@')[0] ?? null));

/**
 * The checks of the very thing asked for: the rank's, those of the enterprise's ranks, the draw's with its ranks.
 * @param {Check[]} checks made for this selection @param {import('../selection.js').Selection} selection
 */
export function ownChecks(checks, { draw, rank, entity }) {
  if (entity !== null) return checks.filter((one) => rankOf(one) !== null);
  return checks.filter((one) => drawOf(one) === draw && (rank === null || rankOf(one) === String(rank)));
}

/**
 * Checks as the page shows them: the ledger's steps, then each draw's, in the order of the ledger.
 * @param {Check[]} checks
 * @returns {{draw: string | null, steps: Filled[], status: string}[]}
 */
export function group(checks) {
  const byDraw = new Map([[/** @type {string | null} */ (null), /** @type {Check[]} */ ([])]]);
  for (const one of checks) {
    const draw = drawOf(one);
    if (!byDraw.has(draw)) byDraw.set(draw, []);
    byDraw.get(draw).push(one);
  }
  return [...byDraw]
    .filter(([, own]) => own.length > 0)
    .map(([draw, own]) => ({ draw, steps: fill(own, draw === null ? LEDGER_STEPS : DRAW_STEPS), status: worst(own) }));
}
