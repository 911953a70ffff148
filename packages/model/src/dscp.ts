/** The names of the classes of service and their values (RFC 2474, RFC 2597, RFC 3246, RFC 5865, RFC 8622). */
export const DSCP = {
  cs0: 0,
  le: 1,
  cs1: 8,
  af11: 10,
  af12: 12,
  af13: 14,
  cs2: 16,
  af21: 18,
  af22: 20,
  af23: 22,
  cs3: 24,
  af31: 26,
  af32: 28,
  af33: 30,
  cs4: 32,
  af41: 34,
  af42: 36,
  af43: 38,
  cs5: 40,
  'voice-admit': 44,
  ef: 46,
  cs6: 48,
  cs7: 56,
} as const

export type DscpName = keyof typeof DSCP

/** The value of six bits, whether it was said by name or as a number. */
export const dscpValue = (dscp: DscpName | number): number => (typeof dscp === 'number' ? dscp : DSCP[dscp])
