// How each language writes units of money: a table, not sentences. Hong Kong counts 億元人民幣 and 億港元, the Mainland
// 亿元 and 亿港元; ¥ alone could be yuan or yen and stands nowhere.

/** A power of ten and what it is called before the currency. */
export interface MoneyUnit {
  /** Zeros. */
  readonly power: number;
  /** In figures: `CN¥75bn`. */
  readonly short: string;
  /** In sentences: `75 billion yuan`. */
  readonly prose: string;
}

/** What a language calls a currency. Currencies not listed show their code. */
export interface CurrencyName {
  /** Before the number in figures. */
  readonly symbol?: string;
  /** After the number in figures. */
  readonly suffix?: string;
  /** After the number in sentences. */
  readonly prose: string;
}

/** A language's way with money. */
export interface MoneyWords {
  /** Largest first. */
  readonly units: readonly MoneyUnit[];
  readonly currencies: Readonly<Record<string, CurrencyName>>;
  /** Between a number and a word after it. */
  readonly space: '' | ' ';
}

const english: MoneyWords = {
  units: [
    { power: 12, short: 'tn', prose: 'trillion' },
    { power: 9, short: 'bn', prose: 'billion' },
    { power: 6, short: 'm', prose: 'million' },
  ],
  currencies: {
    CNY: { symbol: 'CN¥', prose: 'yuan' },
    HKD: { symbol: 'HK$', prose: 'Hong Kong dollars' },
    MOP: { symbol: 'MOP$', prose: 'patacas' },
    USD: { symbol: 'US$', prose: 'US dollars' },
    EUR: { symbol: '€', prose: 'euros' },
    PLN: { symbol: 'PLN\u00a0', prose: 'Polish zloty' },
    CZK: { symbol: 'CZK\u00a0', prose: 'Czech koruna' },
    GBP: { symbol: '£', prose: 'pounds sterling' },
    JPY: { symbol: 'JP¥', prose: 'yen' },
  },
  space: ' ',
};

const traditional: MoneyWords = {
  units: [
    { power: 12, short: '萬億', prose: '萬億' },
    { power: 8, short: '億', prose: '億' },
    { power: 4, short: '萬', prose: '萬' },
  ],
  currencies: {
    CNY: { suffix: '元人民幣', prose: '元人民幣' },
    HKD: { suffix: '港元', prose: '港元' },
    MOP: { suffix: '澳門元', prose: '澳門元' },
    USD: { suffix: '美元', prose: '美元' },
    EUR: { suffix: '歐元', prose: '歐元' },
    PLN: { suffix: '波蘭茲羅提', prose: '波蘭茲羅提' },
    CZK: { suffix: '捷克克朗', prose: '捷克克朗' },
    GBP: { suffix: '英鎊', prose: '英鎊' },
    JPY: { suffix: '日圓', prose: '日圓' },
  },
  space: '',
};

const simplified: MoneyWords = {
  units: [
    { power: 12, short: '万亿', prose: '万亿' },
    { power: 8, short: '亿', prose: '亿' },
    { power: 4, short: '万', prose: '万' },
  ],
  currencies: {
    CNY: { suffix: '元', prose: '元' },
    HKD: { suffix: '港元', prose: '港元' },
    MOP: { suffix: '澳门元', prose: '澳门元' },
    USD: { suffix: '美元', prose: '美元' },
    EUR: { suffix: '欧元', prose: '欧元' },
    PLN: { suffix: '波兰兹罗提', prose: '波兰兹罗提' },
    CZK: { suffix: '捷克克朗', prose: '捷克克朗' },
    GBP: { suffix: '英镑', prose: '英镑' },
    JPY: { suffix: '日元', prose: '日元' },
  },
  space: '',
};

/** By charter tag. */
export const moneyWords: Readonly<Record<string, MoneyWords>> = {
  en: english,
  'zh-Hant': traditional,
  'zh-Hans': simplified,
};

/** For languages without a table. */
export const moneyWordsElse: MoneyWords = english;
