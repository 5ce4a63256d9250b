/** Built by rolldown.page.ts. */
declare module "ctxcheck:page" {
  export const script: string;
  export const style: string;
}
