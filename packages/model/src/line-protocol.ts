/**
 * Line protocol, as InfluxDB 1.x reads it (its `models/points.go` is the only full specification there is).
 *
 * Where we differ from InfluxDB 1.6, on purpose:
 * - the suffix `u` is an unsigned integer (InfluxDB 1.6 has it only in special builds, 2.x always);
 * - a line may end in CRLF; a newline outside a quoted string always ends the line, even after a backslash;
 * - what follows a string's closing quote must be a comma, a space or the end (InfluxDB stores `v="a"b` as `a"`);
 * - a line must be UTF-8, at most 1 MiB long, with at most 256 tags;
 * - a quote inside a comment does not swallow the lines after it;
 * - a line without a timestamp gets `now` as it is, not rounded to the precision.
 *
 * Escaping has no way to say a backslash before a delimiter, so a measurement, tag or field key that ends in a
 * backslash is not sayable (`encodePoints` throws); `tagText` makes a text sayable where that matters less than going on.
 */
export { checkLines, goodLines } from './line-protocol/check.ts'
export { encodePoints, tagText } from './line-protocol/encode.ts'
export type { CheckedLines, LineError, Parsed, Precision } from './line-protocol/outcome.ts'
export { parseLines, parseLinesOf } from './line-protocol/parse.ts'
