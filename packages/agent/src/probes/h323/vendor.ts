/** Who is told apart by T.35 country, extension and manufacturer's code (H.225.0, H221NonStandard). */
interface Manufacturer {
  readonly t35CountryCode: number
  readonly t35Extension: number
  readonly manufacturerCode: number
}

/** Makers of conferencing equipment, by the numbers that national bodies gave them: `country/extension/code`. */
const names: Readonly<Record<string, string>> = {
  '0/11/11520': 'Sony',
  '4/0/130': 'Siemens',
  '9/0/61': 'OpenH323',
  '180/0/49152': 'Codian',
  '181/0/1': 'PictureTel',
  '181/0/3': 'VTEL',
  '181/0/18': 'Cisco',
  '181/0/21': 'RADVision',
  '181/0/583': 'Lucent',
  '181/0/16726': 'Avaya',
  '181/0/19540': 'Lucent',
  '181/0/21324': 'Microsoft',
}

/** A maker's name, or its numbers for one that is not known here. */
export function vendorName({ t35CountryCode, t35Extension, manufacturerCode }: Manufacturer): string {
  const numbers = `${t35CountryCode}/${t35Extension}/${manufacturerCode}`
  return names[numbers] ?? `T.35 ${numbers}`
}
