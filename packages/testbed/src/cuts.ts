import { ConfigError } from '@vonggac/model'

/** A site of the testbed and the gateways of its links. */
export interface TestbedSite {
  readonly id: string
  readonly links: readonly { readonly id: string; readonly gateway: string }[]
  /** An address of the site. */
  readonly address: string
}

/** Cut links as `tam-ky/vnpt`; a site without links as `ttdl`. */
export type Cuts = ReadonlySet<string>

/** The cuts that a target means: all of a site, or one of its links. Throws `ConfigError` for one that does not exist. */
export function cutsOf(target: string, sites: readonly TestbedSite[]): string[] {
  const [siteId, linkId] = target.split('/')
  const site = sites.find(({ id }) => id === siteId)
  if (!site) throw new ConfigError(`there is no site \`${siteId}\` in the testbed`)
  if (linkId === undefined) return site.links.length > 0 ? site.links.map(({ id }) => `${site.id}/${id}`) : [site.id]
  if (!site.links.some(({ id }) => id === linkId)) {
    const known = site.links.map(({ id }) => id).join(', ') || 'none'
    throw new ConfigError(`site \`${siteId}\` has no link \`${linkId}\`; its links: ${known}`)
  }
  return [`${siteId}/${linkId}`]
}

/** Whether nothing of a site is left. */
export const isDark = (site: TestbedSite, cuts: Cuts): boolean =>
  cuts.has(site.id) || (site.links.length > 0 && site.links.every(({ id }) => cuts.has(`${site.id}/${id}`)))

/** What has to be unreachable: a dark site's whole /24, else the gateways of the links that are cut. */
export const prefixesOf = (cuts: Cuts, sites: readonly TestbedSite[]): string[] =>
  sites.flatMap((site) => {
    if (isDark(site, cuts)) return [`${site.address.split('.').slice(0, 3).join('.')}.0/24`]
    return site.links.filter(({ id }) => cuts.has(`${site.id}/${id}`)).map(({ gateway }) => `${gateway}/32`)
  })
