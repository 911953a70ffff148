import { expect, test } from 'vitest'
import { chooseEngine } from './engine-choice.ts'

test('a program that the kernel does not even start is passed over, and the reason said', async () => {
  // Here ENOTDIR; where a container has dropped the capabilities that fping carries, EPERM.
  const choice = await chooseEngine(async (program) => `/dev/null/${program}`)
  expect(choice).toMatchObject({
    engine: 'udp',
    why: expect.stringMatching(
      /^\/dev\/null\/fping does not work \(ENOTDIR\); \/dev\/null\/ping does not work \(ENOTDIR\); UDP/,
    ),
  })
})

test('a program that says why it fails is quoted, one that does not gives its exit code', async () => {
  const choice = await chooseEngine(async (program) => (program === 'fping' ? '/bin/ls' : '/bin/false'))
  expect(choice.why).toMatch(
    /^\/bin\/ls does not work \(\/?\S*ls: .+\); \/bin\/false does not work \(exit code 1\); UDP/,
  )
})
