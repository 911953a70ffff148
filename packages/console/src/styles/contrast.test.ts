import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** WCAG 2.2: text 4.5 : 1 (1.4.3), what only has to be made out 3 : 1 (1.4.11). */
const TEXT = 4.5
const SHAPE = 3

const theme = readFileSync(new URL('./theme.css', import.meta.url), 'utf8')
const colors = new Map(
  [...theme.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [
    name!,
    { light: light!, dark: dark! },
  ]),
)

/** Relative luminance of a colour, WCAG's formula. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

const ratio = (a: string, b: string): number => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high! + 0.05) / (low! + 0.05)
}

const grounds = ['ground', 'panel', 'raised'] as const
const states = ['ok', 'degraded', 'down', 'unknown'] as const
const tints = states.map((state) => `${state}-tint`)

/** What is written or drawn on what, anywhere in the styles. */
const pairs: readonly (readonly [front: string, back: string, least: number])[] = [
  ...[...grounds, ...tints].flatMap((back) => [
    ['text', back, TEXT] as const,
    ['muted', back, TEXT] as const,
    ['accent', back, TEXT] as const,
  ]),
  ['on-accent', 'accent', TEXT],
  ['on-state', 'down', TEXT],
  ...states.flatMap((state) => [
    [state, 'panel', TEXT] as const,
    [state, 'ground', TEXT] as const,
    [state, `${state}-tint`, TEXT] as const,
    ['on-state', state, SHAPE] as const,
    [state, 'raised', SHAPE] as const,
  ]),
  ...[1, 2, 3, 4].map((line) => [`line-${line}`, 'panel', SHAPE] as const),
]

test('the formula is that of WCAG', () => {
  expect(ratio('#000000', '#ffffff')).toBeCloseTo(21, 5)
  expect(ratio('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})

test.for(pairs)('%s on %s is at least %d in both themes', ([front, back, least]) => {
  const [a, b] = [colors.get(front), colors.get(back)]
  expect(a && b, `${front} and ${back} stand in theme.css`).toBeTruthy()
  expect(ratio(a!.light, b!.light), 'light').toBeGreaterThanOrEqual(least)
  expect(ratio(a!.dark, b!.dark), 'dark').toBeGreaterThanOrEqual(least)
})

test('borders of fields can be made out', () => {
  const base = readFileSync(new URL('./base.css', import.meta.url), 'utf8')
  const [, light, dark] = /textarea \{[^}]*?border: 1px solid light-dark\((#\w{6}), (#\w{6})\)/.exec(base)!
  expect(ratio(light!, colors.get('panel')!.light)).toBeGreaterThanOrEqual(SHAPE)
  expect(ratio(dark!, colors.get('panel')!.dark)).toBeGreaterThanOrEqual(SHAPE)
})
