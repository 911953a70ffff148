/** What Grafana replaces when it shows a link or runs a query: `placeholder('__value.raw')` is `${__value.raw}`. */
export const placeholder = (name: string): string => `\${${name}}`
