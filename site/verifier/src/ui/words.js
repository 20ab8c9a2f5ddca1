/** The page's Chinese words for checks, statuses and days: the same as on the other pages of the site. */

/** `command`: what the page leaves to the command; no status of a check, see `shownStatus`. */
export const MARKS = { pass: '✓', fail: '✗', pending: '…', unproven: '?', late: '!', command: '–' };
export const STATUSES = { pass: '通过', fail: '不符', pending: '待定', unproven: '仅凭本单位陈述', late: '逾期', command: '本页不核验' };
/** Worst first: what a step or a draw is marked by. */
export const BY_WEIGHT = ['fail', 'late', 'unproven', 'pending', 'pass', 'command'];

/**
 * What a reader is told of a check. `draw.plan` is for the command alone and `pending` in the page's data (protocol, "Verifying"),
 * but no time will come when the page knows it.
 * @param {{name: string, status: string}} check
 */
export const shownStatus = ({ name, status }) => (name === 'draw.plan' && status === 'pending' ? 'command' : status);

export const CHECKS = {
  'policy.genesis': '创世条目是你所信的那一条',
  'policy.beacons': '信标链是公认的',
  'chain.form': '每一行写法唯一',
  'chain.links': '前后相接',
  'chain.signatures': '签名与职责',
  'chain.times': '时间不倒流',
  'chain.order': '先后次序合规',
  'checkpoint.signature': '检查点签名',
  'checkpoint.root': '检查点与条目一致',
  'publish.file': '公布的文件未改动',
  'snapshot.file': '名录快照未改动',
  'draw.lead': '公告早于信标',
  'draw.witnessed': '外人见证过公告时间',
  'draw.held': '按时抽取',
  'draw.beacon': '随机信标属实',
  'draw.pool': '抽取池未改动',
  'draw.plan': '抽取池出自计划与名录',
  'draw.cut': '签号与抽中数',
  'draw.opening': '名次确属该企业',
  'draw.record': '结果未改动',
  'draw.disclosed': '按时公示',
  'draw.reveal': '揭示后全部重算',
};

/** 2024年10月15日 @param {string} day */
export function dayText(day) {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日`;
}

/** 12,345 @param {number} n */
export const count = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
