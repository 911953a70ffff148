/** Style sheets are imported for their effect on the build only. */
declare module '*.css'
