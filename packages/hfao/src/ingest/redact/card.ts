/** Issuers by prefix (inclusive range, as many digits as its bounds have) and the lengths of their numbers. */
const ISSUERS: readonly (readonly [from: number, to: number, lengths: readonly number[]])[] = [
  [4, 4, [13, 16, 19]],                                   // Visa
  [51, 55, [16]], [2221, 2720, [16]],                     // Mastercard
  [34, 34, [15]], [37, 37, [15]],                         // American Express
  [6011, 6011, [16, 19]], [644, 649, [16, 19]], [65, 65, [16, 19]], [622126, 622925, [16, 19]],   // Discover
  [300, 305, [14]], [36, 36, [14]], [38, 39, [14]],       // Diners Club
  [3528, 3589, [16]],                                     // JCB
  [620, 625, [16, 17, 18, 19]], [8100, 8171, [16]],       // UnionPay
  [5018, 5018, [16]], [5020, 5020, [16]], [5038, 5038, [16]], [6304, 6304, [16]], [6759, 6759, [16]], [6761, 6763, [16]],   // Maestro
];

/** Whether these digits are a payment card's: an issuer's prefix and length, and the Luhn sum (ISO/IEC 7812-1, annex B). */
export function isCardNumber(digits: string): boolean {
  return ISSUERS.some(([from, to, lengths]) => {
    const prefix = Number(digits.slice(0, String(from).length));
    return prefix >= from && prefix <= to && lengths.includes(digits.length);
  }) && luhn(digits) && !/^(\d)\1+$/.test(digits);
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 0x30;
    const weighed = i % 2 === 0 ? digit : 2 * digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}
