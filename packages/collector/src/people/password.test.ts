import { describe, expect, test } from 'vitest'
import { createPasswords, MAX_PASSWORD, newPassword, weakness } from './password.ts'

describe('a password', () => {
  const passwords = createPasswords()

  test('is kept as a salted scrypt hash that only it matches', async () => {
    const [one, two] = await Promise.all([passwords.hash('mưa nguồn chớp bể'), passwords.hash('mưa nguồn chớp bể')])
    expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[\w+/=]{24}\$[\w+/=]{44}$/)
    expect(two).not.toBe(one)
    expect(await passwords.matches('mưa nguồn chớp bể', one)).toBe(true)
    expect(await passwords.matches('mưa nguồn chớp bế', one)).toBe(false)
  })

  test('is the same however the letters are composed', async () => {
    const kept = await passwords.hash('Quảng Nam ﬁ 2026'.normalize('NFD'))
    expect(await passwords.matches('Quảng Nam fi 2026'.normalize('NFC'), kept)).toBe(true)
  })

  test.for([
    undefined,
    '',
    'plain',
    '$scrypt$ln=30,r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA==',
    '$scrypt$ln=15,r=99,p=3$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA==',
    '$scrypt$ln=0,r=0,p=0$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA==',
  ])('never matches where %j is kept', async (kept) => {
    expect(await passwords.matches('mưa nguồn chớp bể', kept)).toBe(false)
  })

  test('is refused with 503 when too many wait, and goes again afterwards', async () => {
    const many = await Promise.allSettled(Array.from({ length: 30 }, () => passwords.matches('x', undefined)))
    const refused = many.filter((one) => one.status === 'rejected')
    expect(refused).toHaveLength(30 - 2 - 16)
    expect(refused[0]!.reason).toMatchObject({ status: 503, headers: { 'Retry-After': '5' } })
    expect(await passwords.matches('x', undefined)).toBe(false)
  })
})

test.for([
  { name: 'long enough', password: 'gió mùa đông bắc', wrong: undefined },
  { name: 'short', password: 'ngắn quá', wrong: 'expected at least 10 characters' },
  { name: 'short, written long', password: 'é'.normalize('NFD').repeat(9), wrong: 'expected at least 10 characters' },
  { name: 'endless', password: 'abcde'.repeat(2_000), wrong: `expected at most ${MAX_PASSWORD} characters` },
  { name: 'one letter', password: 'aaaaaaaaaaaaaaa', wrong: 'expected more than three different characters' },
  { name: 'the name', password: 'trần thị bình', wrong: 'expected something else than the name' },
  { name: 'the id', password: 'TRAN-THI-BINH', wrong: 'expected something else than the name' },
])('a password that is $name: $wrong', ({ password, wrong }) => {
  expect(weakness(password, { id: 'tran-thi-binh', name: 'Trần Thị Bình' })).toBe(wrong)
})

test('one that is made is good, and never the same', () => {
  const made = Array.from({ length: 100 }, newPassword)
  expect(new Set(made).size).toBe(100)
  for (const one of made) {
    expect(one).toMatch(/^([a-hj-kmnp-z2-9]{4}-){3}[a-hj-kmnp-z2-9]{4}$/)
    expect(weakness(one, { id: 'x', name: 'X' })).toBeUndefined()
  }
})
