/**
 * Line protocol, as InfluxDB 1.x reads it (its `models/points.go` is the only full specification there is).
 *
 * Where we differ from InfluxDB 1.6, on purpose:
 * - the suffix `u` is an unsigned integer (InfluxDB 1.6 has it only in special builds, 2.x always);
 * - a line may end in CRLF; a newline outside a quoted string always ends the line, even after a backslash;
 * - what follows a string's closing quote must be a comma, a space or the end (InfluxDB stores `v="a"b` as `a"`);
 * - a line must be UTF-8, at most 1 MiB long, with at most 256 tags;
 * - a field key must have more to it than a tab;
 * - a quote inside a comment does not swallow the lines after it;
 * - a line without a timestamp gets `now` as it is, not rounded to the precision.
 *
 * InfluxDB reads a backslash before a delimiter in two ways: it splits lines by pairs, names by the byte before. So a name with a
 * backslash before a comma, an equals sign or a space, or at its end, is not sayable: `encodePoints` throws. `tagText` makes any text
 * sayable, where going on matters more than the exact text. Decoding goes by the byte before, as InfluxDB's own names do.
 */
export { checkLines, goodLines } from './line-protocol/check.ts'
export { encodePoints, tagText } from './line-protocol/encode.ts'
export { type CheckedLines, initialBit, type LineError, type Parsed, type Precision } from './line-protocol/outcome.ts'
export { parseLines, parseLinesOf } from './line-protocol/parse.ts'
