// Words of a generated programme, in three languages: places and works that exist nowhere, and who answers for them.

/** One text in each language of the programme. */
export type Words = Readonly<Record<'en' | 'zh-Hant' | 'zh-Hans', string>>;

const words = (en: string, hant: string, hans: string): Words => {
  return { en, 'zh-Hant': hant, 'zh-Hans': hans };
};

/** Parties, in the order in which they join: two at least. Codes of ISO 3166 and ISO 4217; the programme is invented all the same. */
export const partyWords = [
  { party: 'north-bank', mark: 'NB', name: words('North Bank', '北岸', '北岸'), currency: 'HKD' },
  { party: 'south-bank', mark: 'SB', name: words('South Bank', '南岸', '南岸'), currency: 'CNY' },
  { party: 'east-isle', mark: 'EI', name: words('East Isle', '東島', '东岛'), currency: 'MOP' },
  { party: 'west-hills', mark: 'WH', name: words('West Hills', '西嶺', '西岭'), currency: 'SGD' },
] as const;

/** Fields of cooperation. */
export const fieldWords = [
  { id: 'transport', label: words('Transport', '運輸', '交通运输') },
  { id: 'water', label: words('Water', '水務', '水务') },
  { id: 'health', label: words('Health', '醫療', '医疗') },
  { id: 'education', label: words('Education', '教育', '教育') },
] as const;

/** What is built, with its field. */
export const workWords = [
  { field: 'transport', name: words('Footbridge', '行人橋', '人行桥') },
  { field: 'transport', name: words('Bus interchange', '巴士轉乘站', '公交换乘站') },
  { field: 'transport', name: words('Road widening', '道路擴闊工程', '道路拓宽工程') },
  { field: 'transport', name: words('Cycle track', '單車徑', '自行车道') },
  { field: 'water', name: words('Pumping station', '泵房', '泵站') },
  { field: 'water', name: words('Sea wall', '海堤', '海堤') },
  { field: 'water', name: words('Main drain', '主排水渠', '主排水管') },
  { field: 'health', name: words('Clinic', '診所', '诊所') },
  { field: 'health', name: words('Ambulance depot', '救護站', '急救站') },
  { field: 'education', name: words('School building', '校舍', '校舍') },
  { field: 'education', name: words('Workshop for apprentices', '學徒工場', '学徒实训车间') },
] as const;

/** Where it is built. */
export const placeWords = [
  words('Willow Bank', '柳岸', '柳岸'),
  words('Old Quay', '舊碼頭', '旧码头'),
  words('North Gate', '北門', '北门'),
  words('East Meadow', '東草甸', '东草甸'),
  words('Stone Well', '石井', '石井'),
  words('Three Elms', '三榆', '三榆'),
  words('Salt Field', '鹽田坊', '盐田坊'),
  words('Long Pond', '長塘', '长塘'),
  words('Plum Hill', '梅山', '梅山'),
  words('Lower Ferry', '下渡', '下渡'),
  words('White Sand', '白沙', '白沙'),
  words('Kiln Lane', '窰巷', '窑巷'),
] as const;

/** Procedures of every party: limit in calendar days, and the authority that decides, by its place among a party's. */
export const procedureWords = [
  { authority: 0, days: 30, name: words('Works permit', '工程許可', '工程许可') },
  {
    authority: 0,
    days: 20,
    name: words('Temporary occupation of land', '臨時佔地許可', '临时用地许可'),
  },
  { authority: 1, days: 60, name: words('Environmental review', '環境審查', '环境审查') },
  { authority: 1, days: 45, name: words('Permit to discharge water', '排水許可', '排水许可') },
] as const;

/** What organizations are called: the office of the programme, two authorities, a builder. */
export const officeWords = [
  { role: 'publicAuthority', name: words('Programme Office', '計劃辦公室', '项目办公室') },
  { role: 'publicAuthority', name: words('Office of Works', '工務處', '工务处') },
  { role: 'publicAuthority', name: words('Office of the Environment', '環境處', '环境处') },
  { role: 'firm', name: words('Bridge and Road Builders', '橋路建築公司', '桥路建筑公司') },
] as const;

/** Sentences of single records. */
export const sentences = {
  summary: words(
    'A project of a generated programme: no such thing is planned anywhere.',
    '生成的計劃內的項目，現實中並無此規劃。',
    '生成的项目，现实中并无此规划。',
  ),
  missing: words('A drawing was missing.', '欠缺一份圖則。', '缺少一份图纸。'),
  drawing: words('The drawing of the foundations', '地基圖則', '地基图纸'),
  withdrawn: words('By the applicant.', '由申請人撤回。', '由申请人撤回。'),
  deeper: words('The foundations go deeper.', '地基加深。', '地基加深。'),
  soil: words(
    'The ground is softer than the borings showed.',
    '地層較鑽探所示軟弱。',
    '地层比钻探显示的软弱。',
  ),
  committee: words('Works committee (sample)', '工程委員會（示例）', '工程委员会（示例）'),
  noOther: words('No other way is left.', '已無其他辦法。', '已无其他办法。'),
  invented: words('Generated.', '由程式生成。', '由程序生成。'),
  twice: words(
    'The same drawing is asked for twice, once by each side.',
    '雙方各要求提交同一圖則一次。',
    '双方各要求提交同一图纸一次。',
  ),
  post: words('For the party (sample)', '代表參與方（示例）', '代表参与方（示例）'),
  monthly: words(
    'The list of works is sent to the other side every month.',
    '工程清單每月送交另一方。',
    '工程清单每月送交另一方。',
  ),
  clause: words(
    'Each side tells the other of its works before they begin.',
    '各方於工程展開前通知另一方。',
    '各方在工程开始前通知另一方。',
  ),
  heading: words('Notice', '通知', '通知'),
  aboutWorks: words('The list was sent.', '清單已送交。', '清单已送交。'),
} as const;

/** Returns the words with a number or another text after them in every language, marked as sample. */
export function sampleOf(name: Words, number?: string): Words {
  const after = number === undefined ? '' : ` ${number}`;
  return words(
    `${name.en}${after} (sample)`,
    `${name['zh-Hant']}${after}（示例）`,
    `${name['zh-Hans']}${after}（示例）`,
  );
}

/** Returns "Footbridge at Willow Bank" and its like. */
export function workAt(work: Words, place: Words): Words {
  return words(
    `${work.en} at ${place.en}`,
    `${place['zh-Hant']}${work['zh-Hant']}`,
    `${place['zh-Hans']}${work['zh-Hans']}`,
  );
}
