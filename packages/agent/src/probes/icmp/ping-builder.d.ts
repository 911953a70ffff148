/** The part of the `ping` package that knows how ping is called on each system; the package declares no types for its insides. */
declare module 'ping/lib/builder/factory.js' {
  interface ArgumentBuilder {
    getCommandArguments(
      target: string,
      config: {
        numeric: boolean
        v6: boolean
        min_reply: number
        packetSize: number
        timeout: number
        extra: string[]
      },
    ): string[]
  }
  const factory: {
    createBuilder(platform: string): ArgumentBuilder
    getExecutablePath(platform: string, v6: boolean): string
  }
  export default factory
}
