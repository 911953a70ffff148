import { ConfigError } from '@vonggac/model'
import { expect, test } from 'vitest'
import { cutsOf, prefixesOf, type TestbedSite } from './cuts.ts'

const sites: TestbedSite[] = [
  { id: 'ttdl', links: [], address: '127.33.0.1' },
  {
    id: 'tam-ky',
    links: [
      { id: 'vnpt', gateway: '127.33.1.1' },
      { id: 'viettel', gateway: '127.33.1.2' },
    ],
    address: '127.33.1.20',
  },
  { id: 'so-y-te', links: [{ id: 'vnpt', gateway: '127.33.19.1' }], address: '127.33.19.1' },
]

test.for([
  { cut: ['tam-ky'], gone: ['127.33.1.0/24'] },
  { cut: ['tam-ky/vnpt'], gone: ['127.33.1.1/32'] },
  { cut: ['tam-ky/vnpt', 'tam-ky/viettel'], gone: ['127.33.1.0/24'] },
  { cut: ['so-y-te/vnpt', 'tam-ky/viettel'], gone: ['127.33.1.2/32', '127.33.19.0/24'] },
  { cut: ['ttdl'], gone: ['127.33.0.0/24'] },
  { cut: [], gone: [] },
])('with $cut cut, $gone are unreachable', ({ cut, gone }) => {
  expect(prefixesOf(new Set(cut.flatMap((target) => cutsOf(target, sites))), sites)).toEqual(gone)
})

test.for([
  { target: 'nowhere', text: 'there is no site `nowhere`' },
  { target: 'tam-ky/fpt', text: 'site `tam-ky` has no link `fpt`; its links: vnpt, viettel' },
  { target: 'ttdl/vnpt', text: 'its links: none' },
])('$target does not exist, and the message says what does', ({ target, text }) => {
  expect(() => cutsOf(target, sites)).toThrow(ConfigError)
  expect(() => cutsOf(target, sites)).toThrow(text)
})
