import { ProbeFailure } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test } from 'vitest'
import { createNameCache } from './name-cache.ts'

function counted(answer: (host: string) => string) {
  const asked: string[] = []
  const clock = fakeClock()
  const names = createNameCache(clock, async (host) => {
    asked.push(host)
    return answer(host)
  })
  return { asked, clock, names }
}

test('an address is not looked up', async () => {
  const { asked, names } = counted(() => '10.0.0.1')
  expect(await names.resolve('10.1.1.1')).toBe('10.1.1.1')
  expect(await names.resolve('fd00::1')).toBe('fd00::1')
  expect(asked).toEqual([])
})

test('a name is asked for once a minute, whoever asks', async () => {
  const { asked, clock, names } = counted(() => '10.0.0.1')
  await Promise.all([names.resolve('a'), names.resolve('a'), names.resolve('b')])
  await clock.advance(59_000)
  await names.resolve('a')
  expect(asked).toEqual(['a', 'b'])
  await clock.advance(2_000)
  await names.resolve('a')
  expect(asked).toEqual(['a', 'b', 'a'])
})

test('a failure is believed for some seconds only', async () => {
  let works = false
  const { asked, clock, names } = counted(() => {
    if (!works) throw new ProbeFailure('dns', 'no such host')
    return '10.0.0.1'
  })
  await expect(names.resolve('a')).rejects.toThrow('no such host')
  await expect(names.resolve('a')).rejects.toThrow('no such host')
  expect(asked).toHaveLength(1)
  works = true
  await clock.advance(6_000)
  expect(await names.resolve('a')).toBe('10.0.0.1')
})

test('a name that does not exist is a dns failure', async () => {
  await expect(createNameCache(fakeClock()).resolve('no-such-host.invalid')).rejects.toMatchObject({ code: 'dns' })
})
