import { isIP, SocketAddress } from 'node:net'
import { itemsAt, type Located, type Path, placeText, problemAt, textAt } from './located.ts'
import type { Problem } from './problem.ts'

/**
 * Addresses that stand for two things. A link and the router that ends it on the same site may share one;
 * loopback addresses may stand anywhere, for trying things out.
 */
export function addressProblems(root: Located): Problem[] {
  const problems: Problem[] = []
  const owners = new Map<string, Owner[]>()
  for (const owner of [...ownersIn(root)]) {
    const others = owners.get(owner.address) ?? []
    const clash = others.find((other) => !mayShare(other, owner))
    if (clash)
      problems.push(
        problemAt(
          root,
          owner.path,
          `already the ${clash.what}, at ${placeText(clash.node)}; an address stands for one thing`,
        ),
      )
    owners.set(owner.address, [...others, owner])
  }
  return problems
}

interface Owner {
  readonly address: string
  readonly kind: 'link' | 'device'
  readonly site: string
  readonly what: string
  readonly node: Located
  readonly path: Path
}

const mayShare = (a: Owner, b: Owner): boolean => a.kind !== b.kind && a.site === b.site

function* ownersIn(root: Located): Generator<Owner> {
  for (const { node: siteNode, path } of itemsAt(root, 'sites')) {
    const site = textAt(siteNode, 'id') ?? ''
    for (const { node, path: here } of itemsAt(siteNode, 'links', path)) {
      const address = normal(textAt(node, 'gateway'))
      const what = `gateway of \`${site}/${textAt(node, 'id')}\``
      if (address) yield { address, kind: 'link', site, what, node, path: [...here, 'gateway'] }
    }
    for (const { node, path: here } of itemsAt(siteNode, 'devices', path)) {
      const address = normal(textAt(node, 'address'))
      const what = `address of \`${site}/${textAt(node, 'id')}\``
      if (address) yield { address, kind: 'device', site, what, node, path: [...here, 'address'] }
    }
  }
}

/** One spelling for every address; nothing for what may stand twice. */
function normal(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const family = isIP(text)
  if (family === 0) return text === 'localhost' ? undefined : text.toLowerCase()
  if (family === 4) return text.startsWith('127.') ? undefined : text
  const { address } = new SocketAddress({ address: text, family: 'ipv6' })
  return address === '::1' ? undefined : address
}
