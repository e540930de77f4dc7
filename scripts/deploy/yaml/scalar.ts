/** What a plain scalar can mean. Dates stay text: CloudFormation leaves YAML's timestamp type out. */
export type Scalar = string | number | boolean | null;

const empty = /^(?:~|null|Null|NULL|)$/;
const yes = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const no = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const binary = /^[-+]?0b_*[01][01_]*$/;
const octal = /^[-+]?0[0-7_]+$/;
const hexadecimal = /^[-+]?0x[0-9a-fA-F_]+$/;
const decimal = /^[-+]?(?:0|[1-9][0-9_]*)$/;
const sexagesimal = /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?)$/;
const infinite = /^[-+]?\.(?:inf|Inf|INF)$/;
const notANumber = /^\.(?:nan|NaN|NAN)$/;

/**
 * Reads a plain (unquoted) scalar by the rules of YAML 1.1, as CloudFormation's parser does:
 * `yes` and `off` are booleans, `010` is eight, `1:30` is ninety, a date is text.
 */
export function readPlainScalar(text: string): Scalar {
  if (empty.test(text)) return null;
  if (yes.test(text)) return true;
  if (no.test(text)) return false;
  return readNumber(text) ?? text;
}

/** Tells whether the number is written as it is printed, so that text and value agree. */
export function isCanonicalNumber(text: string): boolean {
  return /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/.test(text);
}

function readNumber(text: string): number | undefined {
  const [sign, digits] = split(text);
  if (binary.test(text)) return sign * Number.parseInt(digits.slice(2), 2);
  if (hexadecimal.test(text)) return sign * Number.parseInt(digits.slice(2), 16);
  if (octal.test(text)) return sign * Number.parseInt(digits, 8);
  if (decimal.test(text) || float.test(text)) return sign * Number(digits);
  if (sexagesimal.test(text))
    return sign * digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  if (infinite.test(text)) return sign * Number.POSITIVE_INFINITY;
  return notANumber.test(text) ? Number.NaN : undefined;
}

function split(text: string): [sign: number, digits: string] {
  return [text.startsWith('-') ? -1 : 1, text.replace(/^[-+]/, '').replaceAll('_', '')];
}
