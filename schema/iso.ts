/** Codes of the standards a property is described by: currencies with their exponents, countries, languages. */
import * as z from 'zod';
import { knownTexts } from './known-texts.ts';
import { Currency } from './values.ts';

/** ISO 4217, in use; two digits after the point unless another list has it. */
const twoDigits =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF ' +
  'CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD ' +
  'HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK ' +
  'MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD ' +
  'RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS ' +
  'UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG';
const otherDigits: readonly (readonly [exponent: number, codes: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
];
const exponents: ReadonlyMap<string, number> = new Map(
  [[2, twoDigits] as const, ...otherDigits].flatMap(([exponent, codes]) =>
    codes.split(' ').map((code) => [code, exponent] as const),
  ),
);

/** Digits after the point of an amount: two for one that is not known, which houses opened with before codes were looked up. */
export function currencyExponent(currency: string): number {
  return exponents.get(currency) ?? 2;
}

/** A currency that a property may be opened in. */
export const KnownCurrency = Currency.refine(
  (code) => exponents.has(code),
  'is no currency of ISO 4217 that is in use',
).meta({ examples: ['EUR'] });

/** ISO 3166-1, two letters. */
const countries: ReadonlySet<string> = new Set(
  (
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS ' +
    'BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE ' +
    'EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM ' +
    'HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC ' +
    'LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA ' +
    'NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW ' +
    'SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO ' +
    'TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
  ).split(' '),
);

/** ISO 3166-1, two letters, of a country there is. */
export const KnownCountry = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .refine((code) => countries.has(code), 'is no country of ISO 3166-1')
  .meta({ examples: ['AT'] });

/** More than hotels write to guests in. */
const knownLocalesMax = 1_000;
/** Letters of a language and no more than the standard lets follow: `Intl` alone takes `english`. */
const isLocale = knownTexts(
  (tag) => /^[a-zA-Z]{2,3}(?:-|$)/.test(tag) && Intl.getCanonicalLocales(tag).length === 1,
  knownLocalesMax,
);
/** A language and where it is spoken, as BCP 47 has it: `pt-PT`. */
export const Locale = z
  .string()
  .max(35)
  .refine(isLocale, 'is no language tag of BCP 47')
  .meta({ examples: ['de-AT'] });
